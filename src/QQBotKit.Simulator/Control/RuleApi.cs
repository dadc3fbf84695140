using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.Rules;

namespace QQBotKit.Simulator.Control;

/// <summary>How strict the platform is to be from now on: strict, lenient or off.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record RuleSetting(string? Rules);

/// <summary>How strict the platform is: <c>/simulator/rules</c>.</summary>
internal sealed class RuleApi(RuleBook book)
{
    public void Map(ControlRoutes control)
    {
        control.Map("GET", "rules", AnswerAsync);
        control.Map("PUT", "rules", ControlJson.Default.RuleSetting, """{"rules":"lenient"}""", (http, setting) =>
        {
            SimulatorRules? rules = setting.Rules switch
            {
                "strict" => SimulatorRules.Strict,
                "lenient" => SimulatorRules.Lenient,
                "off" => SimulatorRules.Off,
                _ => null,
            };
            if (rules is not { } strictness)
            {
                return http.RefuseAsync($"unknown rules {ControlAnswers.Quote(setting.Rules)}: there is strict, lenient and off");
            }

            book.Strictness = strictness;
            return AnswerAsync(http);
        });
    }

    private Task AnswerAsync(HttpContext http) => http.AnswerAsync(book.Strictness, static (json, rules) =>
    {
        json.WriteStartObject();
        json.WriteString("rules"u8, JsonNamingPolicy.SnakeCaseLower.ConvertName(rules.ToString()));
        json.WriteEndObject();
    });
}
