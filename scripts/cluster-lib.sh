# Sourced by cluster.sh: the parts of a cluster on this machine, how they start and how they stop.
CLUSTER=$PWD/.data/cluster
SILOS=(silo-1 silo-2 silo-3)
FRONTENDS=(frontend-1 frontend-2)
# Small pools: three nodes share this machine.
IDLE_PYTHON=${IDLE_PYTHON:-2} IDLE_JAVASCRIPT=${IDLE_JAVASCRIPT:-1} IDLE_BASH=${IDLE_BASH:-1}
START_SECONDS=60
STOP_SECONDS=40

free_ports() {
    python3 -c '
import socket, sys
sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in sockets: s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])' "$1"
}

secret() { openssl rand -hex "$1"; }

# start NAME COMMAND...: in the background, in a session of its own, marked as a part of this cluster.
start() {
    local name=$1
    shift
    SANDBOXES_CLUSTER=$CLUSTER setsid "$@" </dev/null >>"$CLUSTER/logs/$name" 2>&1 &
    echo $! >"$CLUSTER/pids/$name"
}

# is_ours PID: it runs, and is a part of this cluster, not a process that was given the number later. nginx writes over its environment, so its command line counts too.
is_ours() { [[ -d /proc/$1 ]] && cat "/proc/$1/environ" "/proc/$1/cmdline" 2>/dev/null | has_line -aF "$CLUSTER"; }

# until_gone PID SECONDS
until_gone() {
    local tries=$(($2 * 10))
    while is_ours "$1"; do
        ((tries-- > 0)) || return 1
        sleep 0.1
    done
}

# stop SIGNAL NAME...: all of them at once; who does not end in time is killed.
stop() {
    local signal=$1 name pid
    shift
    for name in "$@"; do
        pid=$(cat "$CLUSTER/pids/$name" 2>/dev/null) && is_ours "$pid" && kill "-$signal" "$pid" || true
    done
    for name in "$@"; do
        pid=$(cat "$CLUSTER/pids/$name" 2>/dev/null) || continue
        until_gone "$pid" "$STOP_SECONDS" || { say "$name did not stop in $STOP_SECONDS s: killed"; kill -KILL "$pid" || true; until_gone "$pid" 10 || true; }
        rm -f "$CLUSTER/pids/$name"
    done
}

# Also after an end without order: what is not there any more is passed over.
stop_all() {
    [[ -d $CLUSTER ]] || return 0
    say 'Stopping the cluster'
    stop QUIT nginx
    stop TERM "${FRONTENDS[@]}"
    stop TERM "${SILOS[@]}"
    end_sandboxes
    stop INT postgres
    [[ ! -L $CLUSTER/postgres ]] || rm -rf "$(readlink "$CLUSTER/postgres")"
    rm -rf "$CLUSTER"
    rmdir "$(dirname "$CLUSTER")" 2>/dev/null || true
}

state_folder() {
    if [[ -n ${Local__StateFolder:-} ]]; then
        echo "$Local__StateFolder"
    elif ((EUID == 0)); then
        echo /var/lib/sandboxes
    else
        echo "${XDG_RUNTIME_DIR:-${TMPDIR:-/tmp}}/sandboxes$([[ -n ${XDG_RUNTIME_DIR:-} ]] || echo "-$EUID")"
    fi
}

# A cluster's sandboxes outlive their silos; these silos will not come back.
end_sandboxes() {
    local silo state
    state=$(state_folder)
    [[ -d $state && -f $PROGRAM ]] || return 0
    for silo in "${SILOS[@]}"; do
        rm -rf "${state:?}/journals/$(node_of "$silo")"
        rmdir "$state/journals" 2>/dev/null || true
        [[ ! -d $state/node-$(node_of "$silo") ]] ||
            env -u ROLE -u DATABASE Silo__Name="$(node_of "$silo")" Local__AgentPath="$PWD/$AGENT" dotnet "$PROGRAM" end-sandboxes ||
            say "The sandboxes of $silo could not be ended; they end by themselves within ten minutes"
    done
}

# Two checkouts may each run a cluster on this machine, so the nodes' names say whose they are.
node_of() { echo "$1-$(printf %s "$CLUSTER" | cksum | cut -d' ' -f1)"; }

# PORT, else 8080, else a free one.
choose_port() {
    PORT=${PORT:-$(is_free 8080 && echo 8080 || free_ports 1)}
    is_free "$PORT" || die "Port $PORT is taken. Choose another: make run-cluster PORT=8090"
}

is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

make_key() {
    KEY=${SANDBOX_API_KEY:-sk-$(secret 24)}
    (umask 077 && echo "$KEY" >"$CLUSTER/api-key")
}

# One authority, and one certificate that every process of this machine shows.
make_certificates() {
    local tls=$CLUSTER/tls
    mkdir -p "$tls"
    (
        umask 077
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 365 -subj '/CN=sandboxes cluster authority' \
            -keyout "$tls/authority.key" -out "$tls/authority.pem"
        openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj '/CN=sandboxes' -keyout "$tls/node.key" -out "$tls/node.csr"
        openssl x509 -req -in "$tls/node.csr" -CA "$tls/authority.pem" -CAkey "$tls/authority.key" -CAcreateserial -days 365 -out "$tls/node.pem"
    ) >"$CLUSTER/logs/openssl" 2>&1
}

postgres_bin() {
    local newest
    newest=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1) || true
    dirname "${newest:-$(command -v initdb)}"
}

# PostgreSQL refuses to run as root: then it runs as the user of Debian's package, in a folder that this user can reach.
AS_POSTGRES=()
((EUID != 0)) || AS_POSTGRES=(setpriv --reuid postgres --regid postgres --init-groups)

make_data_folder() {
    local data=$CLUSTER/postgres
    if ((EUID != 0)); then
        mkdir -m 700 "$data"
        return
    fi
    chmod 711 "$CLUSTER"
    install -d -m 700 -o postgres "$data"
    "${AS_POSTGRES[@]}" test -w "$data" && return
    rmdir "$data"
    ln -s "$("${AS_POSTGRES[@]}" mktemp -d /var/tmp/sandboxes-cluster.XXXXXX)" "$data"
}

start_postgres() {
    local bin owner runner data password_file
    bin=$(postgres_bin) owner=$(secret 16) runner=$(secret 16)
    read -r DATABASE_PORT < <(free_ports 1)
    make_data_folder
    data=$(readlink -f "$CLUSTER/postgres")
    export PGPASSWORD
    PGPASSWORD=$(secret 16)
    say 'Starting PostgreSQL'
    password_file=$("${AS_POSTGRES[@]}" mktemp)
    echo "$PGPASSWORD" >"$password_file"
    quietly "$CLUSTER/logs/initdb" "${AS_POSTGRES[@]}" "$bin/initdb" -D "$data" -U postgres -A scram-sha-256 -E UTF8 --locale=C.UTF-8 --pwfile="$password_file"
    rm -f "$password_file"
    start postgres "${AS_POSTGRES[@]}" "$bin/postgres" -D "$data" -c listen_addresses=127.0.0.1 -c "port=$DATABASE_PORT" -c unix_socket_directories= -c max_connections=200
    until_database "$bin"
    psql_do "$bin" postgres "CREATE ROLE sandboxes_owner LOGIN PASSWORD '$owner'" "CREATE ROLE sandboxes LOGIN PASSWORD '$runner'" 'CREATE DATABASE sandboxes OWNER sandboxes_owner'
    MIGRATION_DATABASE="Host=127.0.0.1;Port=$DATABASE_PORT;Database=sandboxes;Username=sandboxes_owner;Password=$owner"
    RUN_DATABASE="Host=127.0.0.1;Port=$DATABASE_PORT;Database=sandboxes;Username=sandboxes;Password=$runner"
    unset PGPASSWORD
}

psql_do() {
    local bin=$1 database=$2 statement
    shift 2
    for statement in "$@"; do
        quietly "$CLUSTER/logs/psql" "$bin/psql" -X -q -v ON_ERROR_STOP=1 -h 127.0.0.1 -p "$DATABASE_PORT" -U postgres -d "$database" -c "$statement"
    done
}

until_database() {
    local tries=$((START_SECONDS * 10))
    until "$1/pg_isready" -q -h 127.0.0.1 -p "$DATABASE_PORT"; do
        ((tries-- > 0)) || die 'PostgreSQL did not start'
        sleep 0.1
    done
}

# part NAME ROLE PORT VARIABLE=VALUE...
part() {
    local name=$1 role=$2 port=$3
    shift 3
    start "$name" env -u PGPASSWORD ROLE="$role" PORT="$port" DATABASE="$RUN_DATABASE" SANDBOX_API_KEY="$KEY" \
        Tls__Certificate="$CLUSTER/tls/node.pem" Tls__Key="$CLUSTER/tls/node.key" Tls__Authority="$CLUSTER/tls/authority.pem" "$@" dotnet "$PWD/$PROGRAM"
}

start_silos() {
    local silo ports
    say "Starting ${#SILOS[@]} silos and ${#FRONTENDS[@]} frontends"
    for silo in "${SILOS[@]}"; do
        read -ra ports < <(free_ports 3)
        part "$silo" silo "${ports[0]}" Cluster__MigrationDatabase="$MIGRATION_DATABASE" \
            Silo__Name="$(node_of "$silo")" Silo__SiloPort="${ports[1]}" Silo__GatewayPort="${ports[2]}" Local__AgentPath="$PWD/$AGENT" \
            Templates__MinIdle__python="$IDLE_PYTHON" Templates__MinIdle__javascript="$IDLE_JAVASCRIPT" Templates__MinIdle__bash="$IDLE_BASH"
    done
}

start_frontends() {
    local i
    read -ra FRONTEND_PORTS < <(free_ports ${#FRONTENDS[@]})
    for i in "${!FRONTENDS[@]}"; do
        part "${FRONTENDS[i]}" frontend "${FRONTEND_PORTS[i]}"
    done
}

start_nginx() {
    local servers text
    servers=$(printf '        server 127.0.0.1:%s max_fails=1 fail_timeout=1s;\n' "${FRONTEND_PORTS[@]}")
    text=$(<scripts/nginx.conf.in)
    text=${text//'$SERVERS'/$servers} text=${text//'$CLUSTER'/$CLUSTER} text=${text//'$PORT'/$PORT}
    echo "$text" >"$CLUSTER/nginx/nginx.conf"
    start nginx "$(command -v nginx || echo /usr/sbin/nginx)" -e stderr -p "$CLUSTER/nginx" -c "$CLUSTER/nginx/nginx.conf"
}

until_ready() {
    local tries=$((START_SECONDS * 5))
    until curl -sf -o /dev/null "http://127.0.0.1:$PORT/readyz"; do
        ((tries-- > 0)) || die "The cluster was not ready in $START_SECONDS s"
        sleep 0.2
    done
}

say_where() {
    local url=http://127.0.0.1:$PORT
    cat <<TEXT

  URL        $url  (nginx, before ${#FRONTENDS[@]} frontends and ${#SILOS[@]} silos)
  Key        $KEY
  API        $url/docs
  Logs       $CLUSTER/logs
  Stop       make stop-cluster

Try it:

  curl -s $url/v1/run -H 'Authorization: Bearer $KEY' \\
    -H 'Content-Type: application/json' -d '{"language": "python", "code": "print(6 * 7)"}'

TEXT
}
