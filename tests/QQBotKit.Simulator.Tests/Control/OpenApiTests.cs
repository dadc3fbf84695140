using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace QQBotKit.Simulator.Tests.Control;

/// <summary>The description of the control API says what is true.</summary>
public partial class OpenApiTests
{
    [Fact]
    public async Task It_lists_every_call_and_none_besides()
    {
        await using var platform = await Platform.StartAsync();
        var document = await platform.GetAsync("/simulator/openapi.json");

        var described = Operations(document).Select(operation => $"{operation.Method} {operation.Path}");
        var told = Call().Matches((await platform.GetAsync("/simulator/none", 404)).GetProperty("error").GetString()!).Select(match => match.Value);

        described.Should().BeEquivalentTo(told);
    }

    [Fact]
    public async Task Its_examples_are_carried_out_and_every_answer_is_as_described()
    {
        await using var platform = await Platform.StartAsync();
        var document = await platform.GetAsync("/simulator/openapi.json");
        var ids = await PrepareAsync(platform);
        var tried = new List<string>();

        // What decides about a message in review comes before the clock is moved, and what empties lists at the end.
        foreach (var (method, path, operation) in Operations(document).OrderBy(one => one.Method == "DELETE").ThenBy(one => one.Path.Contains("rights", StringComparison.Ordinal)))
        {
            if (path == "/simulator/stream")
            {
                continue;
            }

            var described = operation.GetProperty("responses").EnumerateObject().First();
            using var request = new HttpRequestMessage(new(method), Fill(PathOf(path, operation), ids));
            if (operation.TryGetProperty("requestBody", out var body))
            {
                var example = body.GetProperty("content").GetProperty("application/json").GetProperty("example");
                Schema.Check(example, body.GetProperty("content").GetProperty("application/json").GetProperty("schema"), document).Should().BeNull($"that is the example of {method} {path}");
                request.Content = new StringContent(Fill(example.GetRawText(), ids), Encoding.UTF8, "application/json");
            }

            using var answer = await platform.Http.SendAsync(request);
            var text = await answer.Content.ReadAsStringAsync();

            $"{(int)answer.StatusCode}".Should().Be(described.Name, $"{method} {path} says {text}");
            if (described.Value.TryGetProperty("content", out var content) && content.TryGetProperty("application/json", out var json) && json.TryGetProperty("schema", out var schema))
            {
                Schema.Check(JsonSerializer.Deserialize<JsonElement>(text), schema, document).Should().BeNull($"that is what {method} {path} answers: {text}");
            }

            tried.Add(path);
        }

        tried.Should().HaveCountGreaterThan(20);
    }

    [Fact]
    public async Task A_refusal_is_as_described_too()
    {
        await using var platform = await Platform.StartAsync();
        var document = await platform.GetAsync("/simulator/openapi.json");
        var refused = document.GetProperty("components").GetProperty("responses").GetProperty("Refused").GetProperty("content").GetProperty("application/json").GetProperty("schema");

        foreach (var (method, path, _) in Operations(document).Where(one => one.Operation.TryGetProperty("requestBody", out _)))
        {
            var answer = await platform.CallTextAsync(method, path.Replace("{audit_id}", "x", StringComparison.Ordinal), "\"nothing of the kind\"", 400);

            Schema.Check(answer, refused, document).Should().BeNull($"that is how {method} {path} refuses: {answer}");
        }
    }

    /// <summary>Makes what the examples name.</summary>
    private static async Task<Dictionary<string, string>> PrepareAsync(Platform platform)
    {
        await platform.LogInAsync();
        var group = (await Places.OfAsync(platform)).Group;
        var path = $"/v2/groups/{group}";
        var keyboard = new { content = new { rows = new[] { new { buttons = new[] { new { id = "yes", render_data = new { label = "Yes", style = 1 }, action = new { type = 1, permission = new { type = 2 }, data = "x" } } } } } } };
        var message = (await platform.PostAsync($"{path}/messages", new { msg_type = 2, markdown = new { content = "vote" }, keyboard })).GetProperty("id").GetString()!;
        var interaction = (await platform.PostAsync("/simulator/clicks", new { message_id = message, button = "yes" })).GetProperty("interaction_id").GetString()!;
        await platform.PutAsync($"/interactions/{interaction}", new { code = 0 });
        await platform.PostAsync("/simulator/audits", new { count = 1, verdict = "none" });
        var audit = (await platform.PostAsync($"{path}/messages", new { content = "x" }, 202)).GetProperty("data").GetProperty("message_audit").GetProperty("audit_id").GetString()!;
        var png = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");
        var file = await platform.PostAsync($"{path}/files", new { file_type = 1, file_data = png, srv_send_msg = true });
        return new()
        {
            ["MESSAGE_ID"] = message,
            ["INTERACTION_ID"] = interaction,
            ["AUDIT_ID"] = audit,
            ["FILE_UUID"] = file.GetProperty("file_uuid").GetString()!,
        };
    }

    private static IEnumerable<(string Method, string Path, JsonElement Operation)> Operations(JsonElement document) =>
        document.GetProperty("paths").EnumerateObject().SelectMany(path =>
            path.Value.EnumerateObject().Select(operation => (operation.Name.ToUpperInvariant(), path.Name, operation.Value)));

    private static string PathOf(string path, JsonElement operation)
    {
        foreach (var parameter in operation.TryGetProperty("parameters", out var all) ? all.EnumerateArray() : default)
        {
            if (parameter.GetProperty("in").GetString() == "path")
            {
                path = path.Replace($"{{{parameter.GetProperty("name").GetString()}}}", parameter.GetProperty("example").GetString(), StringComparison.Ordinal);
            }
        }

        return path;
    }

    private static string Fill(string text, Dictionary<string, string> ids) =>
        ids.Aggregate(text, static (text, id) => text.Replace(id.Key, id.Value, StringComparison.Ordinal));

    [GeneratedRegex(@"[A-Z]+ /simulator/[^,]+")]
    private static partial Regex Call();
}

/// <summary>As much of JSON Schema as the description uses.</summary>
internal static class Schema
{
    /// <summary>Says what a value has that its schema does not allow; null when all is right.</summary>
    public static string? Check(JsonElement value, JsonElement schema, JsonElement document, string at = "$")
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Check(value, document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]), document, at);
        }

        if (schema.TryGetProperty("type", out var type) && !Names(type).Contains(KindOf(value)) && !(KindOf(value) == "integer" && Names(type).Contains("number")))
        {
            return $"{at} is {KindOf(value)}, not {type}";
        }

        if (schema.TryGetProperty("enum", out var values) && values.EnumerateArray().All(one => one.GetString() != value.GetString()))
        {
            return $"{at} is none of {values}";
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object when schema.TryGetProperty("properties", out var properties) => CheckFields(value, schema, properties, document, at),
            JsonValueKind.Array when schema.TryGetProperty("items", out var items) =>
                value.EnumerateArray().Select((item, index) => Check(item, items, document, $"{at}[{index}]")).FirstOrDefault(wrong => wrong is not null),
            _ => null,
        };
    }

    private static string? CheckFields(JsonElement value, JsonElement schema, JsonElement properties, JsonElement document, string at)
    {
        if (schema.TryGetProperty("required", out var required)
            && required.EnumerateArray().FirstOrDefault(name => !value.TryGetProperty(name.GetString()!, out _)) is { ValueKind: JsonValueKind.String } missing)
        {
            return $"{at}.{missing} is missing";
        }

        foreach (var field in value.EnumerateObject())
        {
            if (!properties.TryGetProperty(field.Name, out var described))
            {
                if (schema.TryGetProperty("additionalProperties", out _))
                {
                    return $"{at}.{field.Name} is not described";
                }
            }
            else if (Check(field.Value, described, document, $"{at}.{field.Name}") is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private static IEnumerable<string?> Names(JsonElement type) =>
        type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Select(one => one.GetString()) : [type.GetString()];

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Array => "array",
        JsonValueKind.Object => "object",
        _ => "null",
    };
}
