using System.Text.Json;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Groups;

/// <summary>Strategies that let people into groups.</summary>
internal sealed class StrategyEndpoints(SimulatedWorld world, Membership membership, TimeProvider time)
{
    private const string Root = "/v2/groups/join_approval_strategy";
    private const string One = $"{Root}/{{strategy_id}}";
    private const int StandardPage = 20;
    private const int MaxPage = 50;

    // The platform says: about ten minutes.
    private static readonly TimeSpan ExecutionTime = TimeSpan.FromMinutes(10);

    private readonly StrategyRules _rules = new(world);

    public void Map(PlatformApi api)
    {
        api.Map("GET", Root, ListAsync);
        api.Map("POST", Root, SimulatorJson.Default.StrategyBody, CreateAsync);
        api.Map("PATCH", One, SimulatorJson.Default.StrategyBody, ChangeAsync);
        api.Map("DELETE", One, call => call.EndAsync(membership.Strategies.Of(call.Bot).Remove(call.Path("strategy_id")) is null ? Missing : null));
        api.Map("POST", $"{One}/execute", ExecuteAsync);
        api.Map("POST", $"{One}/whitelist_users", SimulatorJson.Default.WhitelistBody, ChangeWhitelistAsync);
    }

    private static PlatformError Missing => PlatformError.Invalid("no such strategy");

    private Strategy? StrategyOf(Call call) => membership.Strategies.Of(call.Bot).Find(call.Path("strategy_id"));

    private Task ListAsync(Call call) => call.Http.AnswerAsync(Page.Of(call, membership.Strategies.Of(call.Bot).All, StandardPage, MaxPage), static (json, page) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("strategies"u8);
        foreach (var strategy in page.Items)
        {
            Write(json, strategy);
        }

        json.WriteEndArray();
        json.WriteString("next_cursor"u8, page.Next);
        json.WriteEndObject();
    });

    private Task CreateAsync(Call call, StrategyBody body)
    {
        if (_rules.Check(body) is { } refusal)
        {
            return call.EndAsync(refusal);
        }

        var now = PlatformTime.Now(time);
        var strategy = new Strategy($"strategy_{Guid.NewGuid():N}", call.Bot, now)
        {
            Openids = [.. (body.GroupOpenids ?? []).Distinct()],
            Numbers = [.. (body.GroupIds ?? []).Distinct()],
            IsEnabled = body.IsEnable != "off",
            ExpireAt = body.ExpireAt ?? now.AddYears(1),
            Remark = body.Remark ?? "",
        };
        return membership.Strategies.Of(call.Bot).Add(strategy, StrategyRules.CheckCount) is { } full
            ? call.EndAsync(full)
            : call.Http.AnswerAsync(strategy, static (json, strategy) =>
            {
                json.WriteStartObject();
                json.WriteString("strategy_id"u8, strategy.Id);
                WriteState(json, strategy);
                json.WriteEndObject();
            });
    }

    private Task ChangeAsync(Call call, StrategyBody body) => StrategyOf(call) is not { } strategy
        ? call.EndAsync(Missing)
        : ChangeAsync(
            call,
            _rules.Check(strategy, body),
            (Strategy old, out Strategy changed) =>
            {
                changed = old with
                {
                    IsEnabled = body.IsEnable is null ? old.IsEnabled : body.IsEnable == "on",
                    ExpireAt = body.ExpireAt ?? old.ExpireAt,
                    Remark = body.Remark ?? old.Remark,
                };
                return body.GroupAction is null ? null : StrategyRules.Change(changed, body.GroupAction, out changed);
            },
            static (json, strategy) => WriteState(json, strategy));

    private Task ChangeWhitelistAsync(Call call, WhitelistBody body) => ChangeAsync(
        call,
        StrategyRules.Check(body),
        (Strategy old, out Strategy changed) => StrategyRules.Change(old, body, out changed),
        static (json, strategy) =>
        {
            json.WriteString("strategy_id"u8, strategy.Id);
            json.WriteNumber("whitelist_user_count"u8, strategy.Whitelist.Count);
            json.WriteString("updated_at"u8, PlatformTime.Format(strategy.UpdatedAt));
        });

    private delegate PlatformError? StrategyChange(Strategy old, out Strategy changed);

    private Task ChangeAsync(Call call, PlatformError? refusal, StrategyChange change, Action<Utf8JsonWriter, Strategy> write)
    {
        if (refusal is not null)
        {
            return call.EndAsync(refusal);
        }

        var result = membership.Strategies.Of(call.Bot).Change(call.Path("strategy_id"), old =>
        {
            refusal = change(old, out var changed);
            return refusal is null ? changed with { UpdatedAt = PlatformTime.Now(time) } : old;
        });
        return (result is null ? Missing : refusal) is { } wrong
            ? call.EndAsync(wrong)
            : call.Http.AnswerAsync((result: result!, write), static (json, state) =>
            {
                json.WriteStartObject();
                state.write(json, state.result);
                json.WriteEndObject();
            });
    }

    private Task ExecuteAsync(Call call)
    {
        if (StrategyOf(call) is not { } strategy)
        {
            return call.EndAsync(Missing);
        }

        _ = ExecuteAsync(call, strategy.Id);
        return call.EndAsync();
    }

    private async Task ExecuteAsync(Call call, string id)
    {
        var bot = call.Bot;
        await Task.Delay(ExecutionTime, time);
        foreach (var group in world.Groups)
        {
            foreach (var request in group.JoinRequests.All)
            {
                // As it is by then, if it is still there.
                if (membership.Strategies.Of(bot).Find(id)?.Admits(group, request.Applicant.Person, time.GetUtcNow()) == true)
                {
                    await membership.AdmitAsync(group, request);
                }
            }
        }
    }

    private static void Write(Utf8JsonWriter json, Strategy strategy)
    {
        json.WriteStartObject();
        json.WriteString("strategy_id"u8, strategy.Id);
        json.WriteStartArray("group_openids"u8);
        foreach (var id in strategy.Openids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
        json.WriteStartArray("group_ids"u8);
        foreach (var number in strategy.Numbers)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
        json.WriteNumber("whitelist_user_count"u8, strategy.Whitelist.Count);
        WriteState(json, strategy);
        json.WriteString("created_at"u8, PlatformTime.Format(strategy.CreatedAt));
        json.WriteString("updated_at"u8, PlatformTime.Format(strategy.UpdatedAt));
        json.WriteString("remark"u8, strategy.Remark);
        json.WriteEndObject();
    }

    private static void WriteState(Utf8JsonWriter json, Strategy strategy)
    {
        json.WriteString("is_enable"u8, strategy.IsEnabled ? "on"u8 : "off"u8);
        json.WriteString("expire_at"u8, PlatformTime.Format(strategy.ExpireAt));
    }
}
