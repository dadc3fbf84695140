using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Simulator.Faults;

/// <summary>Kinds in the words of the control API.</summary>
internal sealed class FaultKindConverter() : JsonStringEnumConverter<FaultKind>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class FaultMomentConverter() : JsonStringEnumConverter<FaultMoment>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

internal sealed class FaultMannerConverter() : JsonStringEnumConverter<FaultManner>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false);

/// <summary>Which fields a fault takes, and which values.</summary>
internal static class FaultRules
{
    private const string Anyone = "bot shard count seconds";

    private static readonly FrozenDictionary<string, (FaultKind Kind, string[] Fields)> ByName = Table(
        (FaultKind.Drop, $"{Anyone} on"),
        (FaultKind.Close, $"{Anyone} on code"),
        (FaultKind.Reconnect, $"{Anyone} on"),
        (FaultKind.InvalidSession, $"{Anyone} on resumable"),
        (FaultKind.Silence, $"{Anyone} on"),
        (FaultKind.HalfClose, "bot shard"),
        (FaultKind.Replay, $"{Anyone} on events"),
        (FaultKind.StopAck, Anyone),
        (FaultKind.DropMidFrame, Anyone),
        (FaultKind.Fragment, Anyone),
        (FaultKind.Duplicate, Anyone),
        (FaultKind.Reorder, Anyone),
        (FaultKind.Delay, $"{Anyone} milliseconds"),

        // Whose connection it is cannot be known before Identify.
        (FaultKind.Refuse, "count seconds how"),
        (FaultKind.NoHello, "count seconds"),
        (FaultKind.NoReady, Anyone),
        (FaultKind.ResetOnIdentify, Anyone),
        (FaultKind.TokenExpire, "bot status"),
        (FaultKind.HttpStatus, "bot count seconds path status code retry_after html after how"),
        (FaultKind.SessionLimit, "bot seconds total remaining reset_after max_concurrency shards"),
        (FaultKind.Clear, ""));

    public static string Names { get; } = string.Join(", ", Enum.GetValues<FaultKind>().Select(NameOf));

    public static string NameOf(FaultKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    /// <summary>Whether a fault acts on a connection by itself, without waiting for a frame to spoil.</summary>
    public static bool Strikes(FaultKind kind) => kind is FaultKind.Drop or FaultKind.Close or FaultKind.Reconnect or FaultKind.InvalidSession
        or FaultKind.Silence or FaultKind.HalfClose or FaultKind.Replay;

    /// <summary>Whether a fault changes how events are sent.</summary>
    public static bool DisturbsEvents(FaultKind kind) =>
        kind is FaultKind.DropMidFrame or FaultKind.Fragment or FaultKind.Duplicate or FaultKind.Reorder or FaultKind.Delay;

    /// <summary>How many times a fault happens; null when it goes on until it is ended.</summary>
    public static int? Times(Fault fault) =>
        fault.Count ?? (fault.Seconds is null && (Strikes(fault.Kind) || fault.Kind is FaultKind.DropMidFrame) ? 1 : null);

    /// <summary>Reads one fault. Otherwise says what is wrong with it and what there is.</summary>
    public static string? Read(JsonElement json, out Fault? fault)
    {
        fault = null;
        if (json.ValueKind != JsonValueKind.Object)
        {
            return $$"""a fault is a JSON object like {"fault":"drop"}: there is {{Names}}""";
        }

        if (!json.TryGetProperty("fault", out var name) || name.ValueKind != JsonValueKind.String || !ByName.TryGetValue(name.GetString()!, out var rule))
        {
            return $"unknown fault {(name.ValueKind == JsonValueKind.Undefined ? "(none)" : name.GetRawText())}: there is {Names}";
        }

        var fields = rule.Fields.Length == 0 ? "none" : string.Join(", ", rule.Fields);
        foreach (var field in json.EnumerateObject())
        {
            if (field.Name != "fault" && !rule.Fields.Contains(field.Name))
            {
                return $"{name} has no field \"{field.Name}\": there is {fields}";
            }
        }

        try
        {
            fault = json.Deserialize(FaultJson.Default.Fault)!;
        }
        catch (JsonException exception)
        {
            return $"{name}: {WrongKind(exception.Path?.TrimStart('$', '.'))}";
        }

        return Check(fault) is { } wrong ? $"{name}: {wrong}" : null;
    }

    /// <summary>Says what is wrong with a fault that was not read from JSON.</summary>
    public static string? Check(Fault fault, out Fault? same) => Read(JsonSerializer.SerializeToElement(fault, FaultJson.Default.Fault), out same);

    private static string? Check(Fault fault) => fault switch
    {
        { Count: < 1 } => "count is a whole number from 1",
        { Seconds: <= 0 or > 86_400 } => "seconds is a number above 0, at most 86400",
        { Shard: < 0 } => "shard is an index from 0",
        { Kind: FaultKind.Close, Code: { } code } when !CanClose(code) => "code is a close code that can be sent: 1000 to 1003, 1007 to 1011, 3000 to 4999",
        { Events: < 1 } => "events is a whole number from 1",
        { Kind: FaultKind.Delay, Milliseconds: null or < 1 } => "milliseconds is a whole number from 1",
        { Kind: FaultKind.Replay, On: FaultMoment.Identify } => "on is resume: what an Identify starts has no events yet",
        { Kind: FaultKind.TokenExpire, Status: not (null or 400 or 401) } => "status is 401 or 400",
        { Kind: FaultKind.Refuse, How: FaultManner.Never } => "how is answer or reset",
        { Kind: FaultKind.HttpStatus } => CheckCall(fault),
        { Kind: FaultKind.SessionLimit } => CheckLimit(fault),
        _ => null,
    };

    private static string WrongKind(string? field) => field switch
    {
        "on" => "on is identify or resume",
        "how" => "how is answer or reset, for http_status also never",
        _ => $"{field} is of the wrong kind",
    };

    private static string? CheckCall(Fault fault) => fault switch
    {
        { Path: not ['/', ..] } => "path is how the paths begin, like /v2/groups",
        { How: FaultManner.Reset or FaultManner.Never } when fault is { Status: not null } or { Code: not null } or { Html: true } =>
            $"what is {(fault.How == FaultManner.Reset ? "a reset" : "never answered")} has no status, code or html",
        { How: FaultManner.Reset or FaultManner.Never } => null,
        { Status: null or < 200 or > 599 } => "status is an HTTP status from 200 to 599",
        { Status: 204 or 205 or 304, Code: not null } or { Status: 204 or 205 or 304, Html: true } => "this status has no body",
        { Html: true, Code: not null } => "a body is a code or html, not both",
        { RetryAfter: < 0 } => "retry_after is a whole number of seconds from 0",
        _ => null,
    };

    private static string? CheckLimit(Fault fault) => fault switch
    {
        { Total: null, Remaining: null, ResetAfter: null, MaxConcurrency: null, Shards: null } =>
            "one of total, remaining, reset_after, max_concurrency and shards is needed",
        { Total: < 0 } or { Remaining: < 0 } => "total and remaining are whole numbers from 0",
        { ResetAfter: < 1 } => "reset_after is a whole number of milliseconds from 1",
        { MaxConcurrency: < 1 } or { Shards: < 1 } => "max_concurrency and shards are whole numbers from 1",
        _ => null,
    };

    private static bool CanClose(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1011) or (>= 3000 and <= 4999);

    private static FrozenDictionary<string, (FaultKind Kind, string[] Fields)> Table(params ReadOnlySpan<(FaultKind Kind, string Fields)> rows)
    {
        var table = new Dictionary<string, (FaultKind, string[])>();
        foreach (var (kind, fields) in rows)
        {
            table.Add(NameOf(kind), (kind, fields.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

/// <summary>Faults as JSON.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Fault))]
internal sealed partial class FaultJson : JsonSerializerContext;
