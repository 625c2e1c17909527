/*
 * The lease protocol, small enough to be searched to its end: 2 pools that both believe that they own the same 3 sandboxes, and 3 sessions
 * that want one each; or one session in 2 activations at once. README.md says what is checked, what is left out, and how to run it.
 *
 * A verb is one step: it arrives, the latch decides, the answer is read. What follows from the answer is a later step, and anything may come
 * in between. A lost message is put aside: it arrives now (then only its answer was lost), an hour later, or never.
 *
 * Each #ifdef takes one rule away. The search must then find what the rule is for.
 */
#ifndef FAULTS
#define FAULTS 1                   /* crashes of a pool or of an activation, and messages lost, in all */
#endif
#ifndef SANDBOXES
#define SANDBOXES 3
#endif
#define POOLS 2
#ifndef ACTIVATIONS
#define ACTIVATIONS 1              /* of session 0, at once */
#endif
#ifndef RIVALS
#define RIVALS 2                   /* other sessions */
#endif
/* Ids are never used twice. An activation of session 0 has two, 1 to 4; each rival one, 5 and 6. */
#define LEASE(act, n) (1 + 2 * act + n)

mtype:phase = { Idle, Bound, Confirmed, Gone };
mtype:answer = { Ok, AlreadyBound, NotBound, IsGone, Changed, Superseded, Lost };   /* the last but one: another row stands */
mtype:verb = { Nothing, Bind, Confirm, End, EndUnconfirmed, WriteOpen, WriteClosed };

typedef Agent { mtype:phase phase = Idle; byte lease }
typedef Row { byte lease; byte sandbox; bool open }
typedef Pool { bool shelf[3] = true }
typedef Message { mtype:verb verb = Nothing; byte lease; byte sandbox; bool fresh }

Agent agent[3];                    /* the only truth about who holds a sandbox */
Row row;                           /* of session 0, in PostgreSQL */
Pool pool[POOLS];                  /* what each believes to be idle: a cache, often wrong */
byte chosen[ACTIVATIONS];          /* how many leases it has used up, also before a crash */
byte opening[ACTIVATIONS];         /* the lease that it opens or holds, as far as it remembers */
byte faults = FAULTS;
byte retirements = 1;
Message late[2];
bool fresh[ACTIVATIONS];           /* the version that it read is still the row's: to compare two versions is all that is ever done with them */

/* What only the properties look at. */
bool stored[3], acknowledged[3], given_up[3];    /* the lease that holds it; given up by its caller */
byte user[3];                      /* the session that ran code in it, plus one */

#define LIVE(x) (agent[x].phase == Confirmed && acknowledged[x] && !given_up[x])
/* What is gone stays gone: nothing else of it matters, and a pool that still offers it only hears so. */
#define GONE(x) agent[x].phase = Gone; agent[x].lease = 0; user[x] = 0; stored[x] = false; acknowledged[x] = false; given_up[x] = false; pool[0].shelf[x] = false; pool[1].shelf[x] = false

/* ---- The agent: one thread. ---- */

inline at_bind(x, id, said) {
    if
    :: agent[x].phase == Gone -> said = IsGone
#ifdef NO_LATCH
    :: agent[x].phase != Gone ->
#else
    :: agent[x].phase == Bound || agent[x].phase == Confirmed -> said = (agent[x].lease == id -> Ok : AlreadyBound)
    :: agent[x].phase == Idle ->
#endif
        assert(agent[0].lease != id && agent[1].lease != id && agent[2].lease != id);    /* no lease has two sandboxes */
        agent[x].phase = Bound; agent[x].lease = id; said = Ok
    fi
}

inline at_confirm(x, id, said) {
    if
    :: agent[x].phase == Gone -> said = IsGone
    :: agent[x].phase != Gone && agent[x].lease != id -> said = NotBound
    :: agent[x].phase != Gone && agent[x].lease == id ->
        assert(stored[x]);                                 /* what is confirmed was written first */
        agent[x].phase = Confirmed; said = Ok
    fi
}

inline at_renew(x, id, said) {
    said = (agent[x].phase == Gone -> IsGone : (agent[x].phase == Confirmed && agent[x].lease == id -> Ok : NotBound))
}

inline at_end(x, id) {
    if
    :: agent[x].lease == id ->
        assert(!LIVE(x));                                   /* nobody ends a session behind its caller's back */
        GONE(x)
    :: agent[x].lease != id
    fi
}

/* To confirm for no time at all: ends what was not confirmed, and leaves alone what was. */
inline at_end_unconfirmed(x, id) {
    if
    :: agent[x].lease == id && agent[x].phase == Bound -> GONE(x)
    :: agent[x].lease != id || agent[x].phase != Bound
    fi
}

inline at_retire(x) {
    if
#ifdef RETIRE_WITHOUT_LATCH
    :: true -> assert(!LIVE(x)); GONE(x)
#else
    :: agent[x].phase == Idle -> GONE(x)
    :: agent[x].phase != Idle
#endif
    fi
}

/* Time, of which nothing is known but that it passes. */
proctype Deadlines() {
    do
#ifndef NO_BIND_DEADLINE
    :: d_step { agent[0].phase == Bound && agent[0].lease <= 4 -> GONE(0) }
    :: d_step { agent[1].phase == Bound && agent[1].lease <= 4 -> GONE(1) }
    :: d_step { agent[2].phase == Bound && agent[2].lease <= 4 -> GONE(2) }
#endif
    :: d_step { agent[0].phase == Confirmed && agent[0].lease <= 4 -> GONE(0) }
    :: d_step { agent[1].phase == Confirmed && agent[1].lease <= 4 -> GONE(1) }
    :: d_step { agent[2].phase == Confirmed && agent[2].lease <= 4 -> GONE(2) }
    od
}

/* ---- The row: a write that is based on another version than the stored one is refused. ---- */

inline at_write(current, id, x, on, said) {
    if
#ifdef NO_VERSION
    :: true ->
#else
    :: !(current) -> said = Changed
    :: (current) ->
#endif
        assert(!row.open || row.lease == id);                     /* a lease gives way only once it is closed */
        assert(!on || row.lease != id || row.open);               /* and what is closed stays closed */
        assert(on || !row.open || agent[x].lease != id || !LIVE(x));
        row.lease = id; row.sandbox = (on -> x : 0); row.open = on;
        stored[x] = stored[x] || agent[x].lease == id;
        fresh[0] = false; fresh[ACTIVATIONS - 1] = false; late[0].fresh = false; late[1].fresh = false;
        said = Ok
    fi
}

/* ---- The network. ---- */

inline lose(what, id, x, current) {
    faults--;
    if
    :: late[0].verb == Nothing -> late[0].verb = what; late[0].lease = id; late[0].sandbox = x; late[0].fresh = current
    :: late[0].verb != Nothing -> late[1].verb = what; late[1].lease = id; late[1].sandbox = x; late[1].fresh = current
    fi
}

#define ARRIVES(what) late[k].verb == what
#define HOLDS(x, id, how) (agent[x].lease == id && agent[x].phase == how)

/* Only what still changes something: the rest, and all that comes twice, meets a latch or a version that has moved on. */
proctype Network() {
    mtype:answer said;
    byte k;
    do
    :: atomic {
        if :: k = 0 :: k = 1 fi;
        late[k].verb != Nothing;
        if
        :: true                                             /* never */
#ifdef NO_LATCH
        :: ARRIVES(Bind) && agent[late[k].sandbox].phase != Gone ->
#else
        :: ARRIVES(Bind) && agent[late[k].sandbox].phase == Idle ->
#endif
            at_bind(late[k].sandbox, late[k].lease, said)
        :: ARRIVES(Confirm) && HOLDS(late[k].sandbox, late[k].lease, Bound) -> at_confirm(late[k].sandbox, late[k].lease, said)
        :: ARRIVES(End) && agent[late[k].sandbox].lease == late[k].lease -> at_end(late[k].sandbox, late[k].lease)
        :: ARRIVES(EndUnconfirmed) && HOLDS(late[k].sandbox, late[k].lease, Bound) -> at_end_unconfirmed(late[k].sandbox, late[k].lease)
        :: ARRIVES(WriteOpen) && late[k].fresh -> at_write(late[k].fresh, late[k].lease, late[k].sandbox, true, said)
        :: ARRIVES(WriteClosed) && late[k].fresh -> at_write(late[k].fresh, late[k].lease, late[k].sandbox, false, said)
        fi;
        late[k].verb = Nothing; late[k].lease = 0; late[k].sandbox = 0; late[k].fresh = false; k = 0; said = Ok
    }
    od
}

/* ---- What pools do on their own. Which of the two does it makes no difference, but for what stands on its shelf. ---- */

#define EITHER(p) if :: p = 0 :: p = 1 fi
#define HAS_IDLE(p) (pool[p].shelf[0] || pool[p].shelf[1] || pool[p].shelf[2])
#define OLDEST(p) (pool[p].shelf[0] -> 0 : (pool[p].shelf[1] -> 1 : 2))
#define ADOPT(p) pool[p].shelf[0] = (agent[0].phase == Idle); pool[p].shelf[1] = (agent[1].phase == Idle); pool[p].shelf[2] = (agent[2].phase == Idle)
#define ANY(x) if :: x = 0 :: x = 1 :: x = 2 fi
#define REMEMBERS(act, id) (opening[act] == id)
#ifdef NO_OUT_OF_MEMORY
#define STORED(id) false
#else
#define STORED(id) (row.open && row.lease == id)
#endif

proctype Upkeep() {
    byte x;
    do
    :: atomic { retirements > 0; HAS_IDLE(0) -> retirements--; x = OLDEST(0); pool[0].shelf[x] = false; at_retire(x); x = 0 }
    :: d_step { faults > 0 -> faults--; ADOPT(0) }          /* it forgets, and asks every agent */
    :: d_step { faults > 0 -> faults--; ADOPT(1) }
    :: atomic {                                             /* asks a session, that is, one of its activations, for its lease */
            ANY(x);
#ifdef CLAIM_UNCONFIRMED
            agent[x].phase == Bound || agent[x].phase == Confirmed;
#else
            agent[x].phase == Confirmed;                    /* so that there was a row, and a no is final */
#endif
            !STORED(agent[x].lease) && agent[x].lease <= 4;
            if
            :: !REMEMBERS(0, agent[x].lease)
#if ACTIVATIONS > 1
            :: !REMEMBERS(1, agent[x].lease)
#endif
            fi
        }
        atomic { if :: agent[x].phase != Gone -> at_end(x, agent[x].lease) :: agent[x].phase == Gone fi; x = 0 }
    od
}

/* ---- A session's activation: opens, going on from the row where there is one. Messages get lost and silos crash under session 0. ---- */

#define FAULTY faults > 0
#define CRASH FAULTY -> faults--; goto crashed

/* Another activation may have written since; then what is there decides (SessionRules.MayReplace). */
inline store(on, said) {
    at_write(fresh[me], l, x, on, said);
    if
    :: said == Ok -> fresh[me] = true
    :: said == Changed && row.open && row.lease == l -> fresh[me] = true
    :: said == Changed && !row.open && row.lease != l -> fresh[me] = true                /* ours is the later incarnation */
    :: said == Changed && (!row.open || row.lease != l) -> said = Superseded
    fi
}

proctype Activation(byte me) {
    byte l, x, p;
    mtype:answer said;
    bool ended;

load:
    atomic {
        fresh[me] = true;
        if
        :: row.open -> l = row.lease; x = row.sandbox; opening[me] = l; goto reopen
        :: !row.open
        fi;
choose:
        opening[me] = 0; l = 0; x = 0; said = Ok; ended = false;
        if
        :: chosen[me] < 2 && (me != 1 || chosen[0] > 0) ->    /* the two activations are alike: 0 comes first */
            l = LEASE(me, chosen[me]); chosen[me]++; opening[me] = l
        :: chosen[me] == 2 -> goto leave
        fi;
ask:
        EITHER(p);
        if
        :: HAS_IDLE(p) -> x = OLDEST(p); pool[p].shelf[x] = false; p = 0
        :: !HAS_IDLE(p) -> p = 0; opening[me] = 0; goto leave
        fi
    }

    atomic {
        if
        :: at_bind(x, l, said)
        :: FAULTY -> lose(Bind, l, x, false); said = Lost
        :: CRASH
        fi;
        if
        :: said == Ok
        :: said == AlreadyBound || said == IsGone -> goto ask           /* certainly not ours: the same lease may try the next */
#ifdef REUSE_LEASE_AFTER_UNKNOWN
        :: said == Lost -> goto ask
#else
        :: said == Lost -> goto choose
#endif
        fi
    }

#ifdef CONFIRM_BEFORE_WRITE
    atomic { at_confirm(x, l, said) }
#endif
write:
    atomic {
        if
        :: store(true, said)
        :: FAULTY -> lose(WriteOpen, l, x, fresh[me]); said = Lost
        :: CRASH
        fi;
        if
        :: said == Ok
        :: said == Changed -> goto write
        :: said == Superseded || said == Lost -> goto undo
        fi
    }
#ifdef ANSWER_BEFORE_CONFIRM
    goto acknowledge;
#endif

    atomic {
        if
        :: at_confirm(x, l, said)
        :: FAULTY -> lose(Confirm, l, x, false); said = Lost
        :: CRASH
        fi;
        if
        :: said == Ok -> goto acknowledge
        :: said == IsGone || said == NotBound -> goto undo
#ifdef UNDO_UNKNOWN_CONFIRM
        :: said == Lost -> goto undo
#else
        :: said == Lost -> goto reopen                                  /* perhaps it is open, and another activation has said so */
#endif
        fi;
acknowledge:
        assert(agent[x].phase == Gone || (agent[x].phase == Confirmed && agent[x].lease == l && stored[x]));
        if
        :: agent[x].phase == Confirmed -> assert(user[x] == 0 || user[x] == 1); user[x] = 1
        :: agent[x].phase != Confirmed
        fi;
        acknowledged[x] = (agent[x].phase == Confirmed);
        if
        :: true -> goto leave
        :: true -> given_up[x] = (agent[x].phase == Confirmed && agent[x].lease == l); goto undo            /* its caller releases it */
        fi
    }

reopen:
    atomic {
        if
        :: at_renew(x, l, said)
        :: CRASH
        fi;
        if
        :: said == Ok -> goto acknowledge
        :: said == IsGone -> goto undo
        :: said == NotBound
        fi;
#ifdef END_ON_STALE_WORD
        goto undo
#endif
    }
    atomic {                                                            /* whoever opened it may be confirming it just now: the latch decides */
        if
        :: at_end_unconfirmed(x, l)
        :: FAULTY -> lose(EndUnconfirmed, l, x, false)
        :: CRASH
        fi;
        goto reopen
    }

undo:                                                                   /* the row and the sandbox end, in any order */
    atomic {
        opening[me] = 0;
        if
        :: !ended -> at_end(x, l); ended = true
        :: !ended && FAULTY -> lose(End, l, x, false); ended = true
        :: said != Superseded -> store(false, said); said = (said == Ok -> Superseded : said)
        :: said != Superseded && FAULTY -> lose(WriteClosed, l, x, fresh[me])
        :: said == Superseded && ended -> goto choose
        :: CRASH
        fi
    }
    goto undo;

crashed:
    atomic { opening[me] = 0; ended = false; l = 0; x = 0; said = Ok; goto load }

leave:
    atomic { fresh[me] = false; l = 0; x = 0; p = 0; said = Ok; ended = false }
}

/* Sessions 1 and 2 open without any mishap: what is in their way is session 0, and they in its. */
proctype Rival(byte me) {
    byte x;
    mtype:answer said;
ask:
    atomic { HAS_IDLE(me); x = OLDEST(me); pool[me].shelf[x] = false }
    atomic { at_bind(x, 5 + me, said); if :: said == Ok :: said != Ok -> goto ask fi }
    atomic {
        stored[x] = (agent[x].lease == 5 + me);                         /* nobody else writes its row */
        at_confirm(x, 5 + me, said);
        if
        :: said == Ok -> acknowledged[x] = true; assert(user[x] == 0 || user[x] == 2 + me); user[x] = 2 + me
        :: said != Ok
        fi;
        x = 0; said = Ok
    }
}

init {
    atomic {
#if SANDBOXES < 3
        GONE(2);
#endif
        run Deadlines(); run Network(); run Upkeep(); run Activation(0);
#if ACTIVATIONS > 1
        run Activation(1);
#endif
#if RIVALS > 0
        run Rival(0);
#endif
#if RIVALS > 1
        run Rival(1);
#endif
    }
    /* When nothing more can happen, no sandbox is held for a lease that was not confirmed. */
    timeout -> assert(agent[0].phase != Bound && agent[1].phase != Bound && agent[2].phase != Bound)
}
