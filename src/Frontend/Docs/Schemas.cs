namespace Sandboxes.Frontend;

/// <summary>Schemas of the answers. A test holds them against what the routes really answer.</summary>
internal static class Schemas
{
    public const string Json = """
        {
          "Session": {
            "type": "object",
            "required": ["id", "incarnation", "organization", "template", "revision", "state", "node", "sandbox", "createdAt", "expiresAt", "idleExpiresAt", "metadata", "served", "ended"],
            "properties": {
              "id": {"type": "string"},
              "incarnation": {"type": "integer", "description": "Grows for ever: an id that was opened again has a higher one."},
              "organization": {"type": "string"},
              "template": {"type": "string"},
              "revision": {"type": "integer"},
              "state": {"enum": ["opening", "active", "closed"]},
              "node": {"type": ["string", "null"]},
              "sandbox": {"type": ["string", "null"]},
              "createdAt": {"type": "string", "format": "date-time"},
              "expiresAt": {"type": "string", "format": "date-time"},
              "idleExpiresAt": {"type": "string", "format": "date-time"},
              "metadata": {"type": "object", "additionalProperties": {"type": "string"}},
              "served": {"oneOf": [{"$ref": "#/components/schemas/Served"}, {"type": "null"}]},
              "ended": {"oneOf": [{"$ref": "#/components/schemas/SessionEnd"}, {"type": "null"}]},
              "waiting": {"type": "object", "description": "Only while it waits for a sandbox.", "required": ["position", "ahead"],
                "properties": {"position": {"type": "integer"}, "ahead": {"type": "integer"}, "estimateSeconds": {"type": "number", "description": "Left out where nothing is known."}}},
              "warning": {"type": "string", "description": "Only where nothing isolates the sandbox."}
            }
          },
          "Served": {
            "type": "object",
            "required": ["from", "totalMs", "phasesMs"],
            "properties": {
              "from": {"enum": ["warm", "wait", "cold"]},
              "totalMs": {"type": "number"},
              "phasesMs": {"type": "object", "description": "Their sum is the total.", "required": ["route", "wait", "bind", "store", "confirm"],
                "properties": {"route": {"type": "number"}, "wait": {"type": "number"}, "bind": {"type": "number"}, "store": {"type": "number"}, "confirm": {"type": "number"}}}
            }
          },
          "SessionEnd": {
            "type": "object",
            "required": ["at", "reason", "detail"],
            "properties": {
              "at": {"type": "string", "format": "date-time"},
              "reason": {"enum": ["released", "unused", "idle-timeout", "lifetime", "out-of-memory", "crashed", "evicted", "node-lost", "drained", "quota", "operator", "start-failed"]},
              "detail": {"type": ["string", "null"]}
            }
          },
          "SessionList": {
            "type": "object",
            "required": ["sessions", "nextPageToken"],
            "properties": {"sessions": {"type": "array", "items": {"$ref": "#/components/schemas/Session"}}, "nextPageToken": {"type": ["string", "null"]}}
          },
          "Execution": {
            "type": "object",
            "required": ["id", "verdict", "exitCode", "signal", "stdout", "stderr", "encoding", "truncated", "stdoutBytes", "stderrBytes", "results", "error", "usage"],
            "properties": {
              "id": {"type": "string"},
              "verdict": {"enum": ["ok", "nonzero-exit", "exception", "signal", "wall-limit", "cpu-limit", "memory-limit", "output-limit", "process-limit", "file-limit", "interrupted", "cancelled", "sandbox-lost", null], "description": "Null while it runs."},
              "exitCode": {"type": ["integer", "null"]},
              "signal": {"type": ["string", "null"]},
              "stdout": {"type": "string"},
              "stderr": {"type": "string"},
              "encoding": {"enum": ["utf-8", "base64"], "description": "Of stdout and stderr: base64 where either is not UTF-8."},
              "truncated": {"type": "boolean"},
              "stdoutBytes": {"type": "integer", "description": "Bytes that the code wrote, kept or not."},
              "stderrBytes": {"type": "integer"},
              "results": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}},
              "error": {"oneOf": [{"$ref": "#/components/schemas/ExecutionError"}, {"type": "null"}]},
              "usage": {"oneOf": [{"$ref": "#/components/schemas/Usage"}, {"type": "null"}]},
              "warnings": {"type": "array", "items": {"type": "string"}},
              "served": {"$ref": "#/components/schemas/Served"}
            }
          },
          "Result": {
            "type": "object",
            "required": ["mime", "data"],
            "properties": {"mime": {"type": "string"}, "data": {"type": "string"}, "encoding": {"const": "base64", "description": "Only where the data is not text."}}
          },
          "ExecutionError": {
            "type": "object",
            "required": ["name", "message", "traceback"],
            "properties": {"name": {"type": "string"}, "message": {"type": "string"}, "traceback": {"type": "array", "items": {"type": "string"}}}
          },
          "Usage": {
            "type": "object",
            "required": ["wallMs", "cpuMs", "peakMemoryBytes"],
            "properties": {"wallMs": {"type": "number"}, "cpuMs": {"type": "number"}, "peakMemoryBytes": {"type": "integer"}}
          },
          "StdinTaken": {
            "type": "object",
            "required": ["takenBytes", "offeredBytes"],
            "properties": {"takenBytes": {"type": "integer", "description": "Less than offered: the process does not read; offer the rest later."}, "offeredBytes": {"type": "integer"}}
          },
          "FileEntry": {
            "type": "object",
            "required": ["path", "type", "size", "mode", "modifiedAt"],
            "properties": {
              "path": {"type": "string"}, "type": {"enum": ["file", "directory", "link", "other"]}, "size": {"type": "integer"},
              "mode": {"type": "string", "description": "Octal."}, "modifiedAt": {"type": "string", "format": "date-time"}
            }
          },
          "FileList": {
            "type": "object",
            "required": ["entries", "nextPageToken"],
            "properties": {"entries": {"type": "array", "items": {"$ref": "#/components/schemas/FileEntry"}}, "nextPageToken": {"type": ["string", "null"]}}
          },
          "Template": {
            "type": "object",
            "required": ["name", "revision", "image", "scope", "kernels", "env", "limits", "network", "minIdle", "maxIdle", "maxTotal", "missProbability", "schedules", "idleTimeoutSeconds", "lifetimeSeconds", "maxLifetimeSeconds", "reuse", "rollout"],
            "properties": {
              "name": {"type": "string"}, "revision": {"type": "integer"}, "image": {"type": ["string", "null"]}, "scope": {"type": "string"}, "kernels": {"type": "array", "items": {"type": "string"}},
              "env": {"type": "object", "additionalProperties": {"type": "string"}},
              "limits": {"type": "object", "required": ["memoryBytes", "cpus", "processes", "workspaceBytes"],
                "properties": {"memoryBytes": {"type": "integer"}, "cpus": {"type": "number"}, "processes": {"type": "integer"}, "workspaceBytes": {"type": "integer"}}},
              "network": {"enum": ["none"]}, "minIdle": {"type": "integer"}, "maxIdle": {"type": "integer"}, "maxTotal": {"type": "integer"},
              "missProbability": {"type": "number"},
              "schedules": {"type": "array", "items": {"type": "object", "required": ["cron", "timeZone", "minIdle", "minutes"],
                "properties": {"cron": {"type": "string"}, "timeZone": {"type": "string"}, "minIdle": {"type": "integer"}, "minutes": {"type": "integer"}}}},
              "idleTimeoutSeconds": {"type": "integer"}, "lifetimeSeconds": {"type": "integer"}, "maxLifetimeSeconds": {"type": "integer"},
              "reuse": {"type": "object", "required": ["maxUses"], "properties": {"maxUses": {"type": "integer"}}},
              "rollout": {"oneOf": [{"$ref": "#/components/schemas/Rollout"}, {"type": "null"}], "description": "The last one; null where there was none."}
            }
          },
          "Rollout": {
            "type": "object",
            "required": ["revision", "from", "state", "startedAt", "deadline", "endedAt", "reason", "nodes"],
            "properties": {
              "revision": {"type": "integer"}, "from": {"type": "integer", "description": "The revision that is served until it is done, and if it fails."}, "state": {"enum": ["running", "done", "failed"]},
              "startedAt": {"type": "string", "format": "date-time"}, "deadline": {"type": "string", "format": "date-time", "description": "When it fails if it is not done by then."},
              "endedAt": {"type": ["string", "null"], "format": "date-time"}, "reason": {"type": ["string", "null"], "description": "Why it failed."},
              "nodes": {"type": "array", "description": "While it runs.", "items": {"type": "object", "required": ["node", "state", "stale"],
                "properties": {"node": {"type": "string"}, "state": {"enum": ["running", "done", "failed"]}, "stale": {"type": "integer", "description": "Idle and starting ones of other revisions."}}}}
            }
          },
          "TemplateList": {
            "type": "object",
            "required": ["templates", "nextPageToken"],
            "properties": {"templates": {"type": "array", "items": {"$ref": "#/components/schemas/Template"}}, "nextPageToken": {"type": ["string", "null"]}}
          },
          "Pool": {
            "type": "object",
            "required": ["node", "template", "scope", "idle", "starting", "bound", "wiping", "failing", "target", "waiting", "breaker", "lastDecision", "needed", "arrivalsPerSecond", "revision", "stale", "rollout"],
            "properties": {
              "node": {"type": "string"}, "template": {"type": "string"}, "scope": {"type": "string"}, "idle": {"type": "integer"}, "starting": {"type": "integer"},
              "bound": {"type": "integer"}, "wiping": {"type": "integer"}, "failing": {"type": "integer"}, "target": {"type": "integer"}, "waiting": {"type": "integer"},
              "breaker": {"enum": ["closed", "open", "half-open"]}, "lastDecision": {"type": ["string", "null"]},
              "needed": {"type": "integer"}, "arrivalsPerSecond": {"type": "number"},
              "revision": {"type": "integer"}, "stale": {"type": "integer", "description": "Idle and starting ones of other revisions."}, "rollout": {"enum": ["running", "done", "failed", null]},
              "paused": {"type": "string", "description": "Why an operator paused its refill; only where one did."},
              "minIdleOrdered": {"type": "integer", "description": "Ordered by an operator in place of the template's; only where one did."}, "maxIdleOrdered": {"type": "integer"},
              "reserved": {"type": "integer", "description": "Idle ones that are kept for organizations with a reserve; only where there are such."}
            }
          },
          "PoolDecision": {
            "type": "object",
            "required": ["at", "node", "template", "scope", "target", "bound", "action", "idle", "starting", "leased", "waiting", "started", "retired", "forecast"],
            "properties": {
              "at": {"type": "string", "format": "date-time"}, "node": {"type": "string"}, "template": {"type": "string"}, "scope": {"type": "string"},
              "target": {"type": "integer"}, "bound": {"enum": ["forecast", "min-idle", "schedule", "max-idle", "max-total", "node-memory", "node-cpu", "node-count", "silence"]}, "action": {"type": "string"},
              "idle": {"type": "integer"}, "starting": {"type": "integer"}, "leased": {"type": "integer"}, "waiting": {"type": "integer"},
              "started": {"type": "integer"}, "retired": {"type": "integer"},
              "forecast": {"type": "object", "required": ["arrivalsPerSecond", "refillSeconds", "expected", "deviations", "neededThisTimeOfDay", "scheduled", "needed"],
                "properties": {"arrivalsPerSecond": {"type": "number"}, "refillSeconds": {"type": "number"}, "expected": {"type": "number"}, "deviations": {"type": "number"},
                  "neededThisTimeOfDay": {"type": "integer"}, "scheduled": {"type": "integer"}, "needed": {"type": "integer"}}}
            }
          },
          "PoolDecisionList": {
            "type": "object",
            "required": ["decisions", "nextPageToken"],
            "properties": {"decisions": {"type": "array", "items": {"$ref": "#/components/schemas/PoolDecision"}}, "nextPageToken": {"type": ["string", "null"]}}
          },
          "PoolList": {
            "type": "object",
            "required": ["pools", "nextPageToken"],
            "properties": {"pools": {"type": "array", "items": {"$ref": "#/components/schemas/Pool"}}, "nextPageToken": {"type": ["string", "null"]}}
          },
          "Node": {
            "type": "object",
            "required": ["node", "runtime", "state", "capacity", "used", "breaker", "containment"],
            "properties": {
              "node": {"type": "string"}, "runtime": {"type": "string"}, "state": {"enum": ["ready", "draining", "away"]}, "capacity": {"type": "integer"},
              "used": {"type": "integer"},
              "memoryBytes": {"type": "integer", "description": "What the memory limits of its sandboxes may come to; only where that is known."}, "memoryUsedBytes": {"type": "integer"},
              "cpuMillis": {"type": "integer", "description": "The same for their processors, in thousandths; only where that is known."}, "cpuUsedMillis": {"type": "integer"},
              "breaker": {"enum": ["closed", "open", "half-open"], "description": "Whether creations fail on several of its pools."}, "containment": {"type": "array", "items": {"type": "string"}}, "warning": {"type": "string"},
              "drain": {"type": "object", "description": "Only where an operator drained it.", "required": ["reason", "by", "since"],
                "properties": {"reason": {"type": ["string", "null"]}, "by": {"type": "string"}, "since": {"type": "string", "format": "date-time"}}}
            }
          },
          "Sandbox": {
            "type": "object",
            "required": ["node", "sandbox", "template", "scope", "phase", "ageSeconds", "uses", "organization", "session", "recycling"],
            "properties": {
              "node": {"type": "string"}, "sandbox": {"type": "string"}, "template": {"type": ["string", "null"]}, "scope": {"type": ["string", "null"]},
              "phase": {"enum": ["found", "starting", "idle", "binding", "bound", "wiping", "ending"]}, "ageSeconds": {"type": "number"}, "uses": {"type": "integer"},
              "organization": {"type": ["string", "null"]}, "session": {"type": ["string", "null"]}, "recycling": {"type": "boolean"}
            }
          },
          "SandboxList": {
            "type": "object",
            "required": ["sandboxes", "nextPageToken"],
            "properties": {"sandboxes": {"type": "array", "items": {"$ref": "#/components/schemas/Sandbox"}}, "nextPageToken": {"type": ["string", "null"]}}
          },
          "AuditEntry": {
            "type": "object",
            "required": ["id", "at", "organization", "key", "operation", "target", "reason", "outcome"],
            "properties": {
              "id": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}, "organization": {"type": "string"}, "key": {"type": "string", "description": "The setting that the key comes from, and its fingerprint."},
              "operation": {"enum": ["drain", "undrain", "pause", "resume", "resize", "destroy", "recycle", "release"]}, "target": {"type": "string"},
              "reason": {"type": ["string", "null"]}, "outcome": {"type": "string", "description": "done, or the code of the error."}
            }
          },
          "AuditList": {
            "type": "object",
            "required": ["entries", "nextPageToken"],
            "properties": {"entries": {"type": "array", "items": {"$ref": "#/components/schemas/AuditEntry"}}, "nextPageToken": {"type": ["string", "null"]}}
          },
          "NodeList": {
            "type": "object",
            "required": ["nodes", "nextPageToken"],
            "properties": {"nodes": {"type": "array", "items": {"$ref": "#/components/schemas/Node"}}, "nextPageToken": {"type": ["string", "null"]}}
          },
          "Problem": {
            "type": "object",
            "description": "RFC 9457. Branch on code, which is stable.",
            "required": ["type", "title", "status", "detail", "code", "traceId"],
            "properties": {
              "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string", "description": "What to do."},
              "code": {"type": "string"}, "traceId": {"type": "string"}, "field": {"type": "string"}, "reason": {"type": "string"},
              "position": {"type": "integer"}, "estimateSeconds": {"type": "number"}, "limit": {"type": "integer"}, "retryAfterSeconds": {"type": "integer"}, "allowed": {"type": "array", "items": {"type": "string"}}
            }
          }
        }
        """;
}
