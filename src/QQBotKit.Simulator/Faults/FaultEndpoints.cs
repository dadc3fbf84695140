using System.Text.Json;
using QQBotKit.Simulator.Control;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator.Faults;

/// <summary>Faults from outside the process: <c>/simulator/faults</c>.</summary>
internal static class FaultEndpoints
{
    private const string Path = "faults";

    public static void Map(ControlRoutes control, SimulatorFaults faults)
    {
        control.Map("POST", Path, http => AddAsync(http, faults));
        control.Map("GET", Path, http => AnswerAsync(http, faults));
        control.Map("DELETE", Path, http =>
        {
            faults.Clear();
            return AnswerAsync(http, faults);
        });
    }

    private static async Task AddAsync(HttpContext http, SimulatorFaults faults)
    {
        if (await http.ReadBodyAsync() is not { } body || Parse(body) is not { } json)
        {
            await http.RefuseAsync("""the body is not JSON like {"fault":"drop"} or [{"fault":"close","code":4009}]""");
            return;
        }

        // None is started when one is wrong.
        var wanted = new List<Fault>();
        foreach (var one in json.ValueKind == JsonValueKind.Array ? [.. json.EnumerateArray()] : new[] { json })
        {
            if ((FaultRules.Read(one, out var fault) ?? faults.CheckBot(fault!)) is { } wrong)
            {
                await http.RefuseAsync(wrong);
                return;
            }

            wanted.Add(fault!);
        }

        foreach (var fault in wanted)
        {
            faults.Start(fault);
        }

        await AnswerAsync(http, faults);
    }

    private static Task AnswerAsync(HttpContext http, SimulatorFaults faults) => http.AnswerAsync(faults.Active, static (json, active) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("faults"u8);
        foreach (var fault in active)
        {
            JsonSerializer.Serialize(json, fault, FaultJson.Default.Fault);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static JsonElement? Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
