using System.Collections.Frozen;

namespace Sandboxes.Frontend;

/// <summary>Every code that this API answers with. Codes are stable: clients branch on them.</summary>
internal static class ErrorTable
{
    public static readonly ErrorKind BadRequest = new("bad_request", 400, "The request is not valid HTTP");
    public static readonly ErrorKind InvalidJson = new("invalid_json", 400, "The body is not valid JSON");
    public static readonly ErrorKind InvalidField = new("invalid_field", 400, "A field has a value that is not accepted");
    public static readonly ErrorKind UnknownField = new("unknown_field", 400, "There is no such field");
    public static readonly ErrorKind InvalidId = new("invalid_id", 400, "The id does not have the form of an id");
    public static readonly ErrorKind InvalidPath = new("invalid_path", 400, "The path is not accepted");
    public static readonly ErrorKind InvalidPageToken = new("invalid_page_token", 400, "The page token is not one of ours");
    public static readonly ErrorKind LifetimeTooLong = new("lifetime_too_long", 400, "The template does not allow such a lifetime");
    public static readonly ErrorKind Unauthorized = new("unauthorized", 401, "A key is needed");
    public static readonly ErrorKind CrossSite = new("cross_site", 403, "A page of another site may not do this");
    public static readonly ErrorKind Forbidden = new("forbidden", 403, "This key may not do that");
    public static readonly ErrorKind NotFound = new("not_found", 404, "There is nothing here");
    public static readonly ErrorKind SessionNotFound = new("session_not_found", 404, "There is no such session");
    public static readonly ErrorKind ExecutionNotFound = new("execution_not_found", 404, "There is no such execution");
    public static readonly ErrorKind TemplateNotFound = new("template_not_found", 404, "There is no such template");
    public static readonly ErrorKind NodeNotFound = new("node_not_found", 404, "There is no such node");
    public static readonly ErrorKind PoolNotFound = new("pool_not_found", 404, "There is no such pool");
    public static readonly ErrorKind SandboxNotFound = new("sandbox_not_found", 404, "There is no such sandbox");
    public static readonly ErrorKind FileNotFound = new("file_not_found", 404, "There is no such file");
    public static readonly ErrorKind MethodNotAllowed = new("method_not_allowed", 405, "This route has no such method");
    public static readonly ErrorKind NotAcceptable = new("not_acceptable", 406, "None of the accepted media types is offered");
    public static readonly ErrorKind RequestTimeout = new("request_timeout", 408, "The request came too slowly");
    public static readonly ErrorKind SessionConflict = new("session_conflict", 409, "The open session is another one");
    public static readonly ErrorKind RevisionNotAvailable = new("revision_not_available", 409, "The template has no such revision");
    public static readonly ErrorKind TooManyTemplates = new("too_many_templates", 409, "There are as many templates as may be");
    public static readonly ErrorKind StdinClosed = new("stdin_closed", 409, "The input is closed");
    public static readonly ErrorKind ExecutionEnded = new("execution_ended", 409, "The execution has ended");
    public static readonly ErrorKind NotAFile = new("not_a_file", 409, "The path does not name a file");
    public static readonly ErrorKind NotADirectory = new("not_a_directory", 409, "The path does not name a folder");
    public static readonly ErrorKind DirectoryNotEmpty = new("directory_not_empty", 409, "The folder is not empty");
    public static readonly ErrorKind FileBusy = new("file_busy", 409, "The file is in use");
    public static readonly ErrorKind SessionEnded = new("session_ended", 410, "The session has ended");
    public static readonly ErrorKind TemplateChanged = new("template_changed", 412, "The template is another one by now");
    public static readonly ErrorKind BodyTooLarge = new("body_too_large", 413, "The body is too large");
    public static readonly ErrorKind UnsupportedMediaType = new("unsupported_media_type", 415, "The content type is not accepted");
    public static readonly ErrorKind UnknownTemplate = new("unknown_template", 422, "There is no such template");
    public static readonly ErrorKind TemplateRefused = new("template_refused", 422, "No sandbox can be made from the template here");
    public static readonly ErrorKind UnknownLanguage = new("unknown_language", 422, "The template has no kernel for this language");
    public static readonly ErrorKind LimitUnsupported = new("limit_unsupported", 422, "This machine cannot enforce the limit");
    public static readonly ErrorKind CommandNotFound = new("command_not_found", 422, "There is no such program in the sandbox");
    public static readonly ErrorKind CwdNotFound = new("cwd_not_found", 422, "There is no such working directory");
    public static readonly ErrorKind QueueFull = new("queue_full", 429, "Too many callers wait for a sandbox");
    public static readonly ErrorKind QuotaExceeded = new("quota_exceeded", 429, "The quota of sandboxes is full");
    public static readonly ErrorKind TooManyExecutions = new("too_many_executions", 429, "Too many executions run in the session");
    public static readonly ErrorKind TooManyOpenFiles = new("too_many_open_files", 429, "Too many files of the session are open");
    public static readonly ErrorKind TooManyAttempts = new("too_many_attempts", 429, "Too many attempts to sign in");
    public static readonly ErrorKind Internal = new("internal", 500, "A fault of ours");
    public static readonly ErrorKind Unavailable = new("unavailable", 503, "The service cannot answer now");
    public static readonly ErrorKind PoolEmpty = new("pool_empty", 503, "No sandbox is idle");
    public static readonly ErrorKind WaitTimeout = new("wait_timeout", 503, "No sandbox became idle in time");
    public static readonly ErrorKind NodeUnavailable = new("node_unavailable", 503, "The node cannot be reached");
    public static readonly ErrorKind StartFailed = new("start_failed", 503, "The sandbox could not be started");
    public static readonly ErrorKind StorageUnavailable = new("storage_unavailable", 503, "The storage cannot be reached");
    public static readonly ErrorKind WorkspaceFull = new("workspace_full", 507, "The workspace is full");

    public static IReadOnlyList<ErrorKind> All { get; } =
    [
        BadRequest, InvalidJson, InvalidField, UnknownField, InvalidId, InvalidPath, InvalidPageToken, Unauthorized, CrossSite, Forbidden,
        NotFound, SessionNotFound, ExecutionNotFound, TemplateNotFound, NodeNotFound, PoolNotFound, SandboxNotFound, FileNotFound, MethodNotAllowed, NotAcceptable,
        RequestTimeout, SessionConflict, RevisionNotAvailable, StdinClosed, ExecutionEnded, NotAFile, NotADirectory,
        DirectoryNotEmpty, FileBusy, SessionEnded, BodyTooLarge, UnsupportedMediaType, UnknownTemplate, UnknownLanguage,
        LimitUnsupported, LifetimeTooLong, CommandNotFound, CwdNotFound, QueueFull, QuotaExceeded, TooManyExecutions, TooManyOpenFiles,
        TooManyAttempts, Internal, Unavailable, PoolEmpty, WaitTimeout, NodeUnavailable, StartFailed, StorageUnavailable,
        WorkspaceFull, TemplateChanged, TooManyTemplates, TemplateRefused,
    ];

    public static FrozenDictionary<string, ErrorKind> ByCode { get; } = All.ToFrozenDictionary(kind => kind.Code);
}
