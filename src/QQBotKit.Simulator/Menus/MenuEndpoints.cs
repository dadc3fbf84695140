using System.Collections.Concurrent;
using System.Text.Json;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Menus;

internal sealed record ShareLinkBody(string? CallbackData);

/// <summary>What a bot puts before its users: the menu of C2C chats, command panels, and the link by which it is shared.</summary>
internal sealed class MenuEndpoints(SimulatedWorld world, TimeProvider time)
{
    private const int MaxCallbackData = 32;
    private const int StandardPage = 20;
    private const int MaxPage = 50;

    private readonly ConcurrentDictionary<Bot, Menu> _menus = new();
    private readonly ConcurrentDictionary<Bot, Roster<Panel>> _panels = new();
    private readonly PanelRules _rules = new(world);

    public void Map(PlatformApi api)
    {
        api.Map("GET", "/v2/menu", call => call.Http.AnswerAsync(_menus.GetValueOrDefault(call.Bot, Menu.None), WriteMenu));
        api.Map("PUT", "/v2/menu", MenuJson.Default.MenuBody, PutMenuAsync);
        api.Map("GET", "/v2/panels", ListAsync);
        api.Map("POST", "/v2/panels", MenuJson.Default.PanelBody, CreateAsync);
        api.Map("GET", "/v2/panels/{panel_id}", call => PanelOf(call) is { } panel
            ? call.Http.AnswerAsync(panel, static (json, panel) => WritePanel(json, panel, withTargets: true))
            : call.EndAsync(MenuError.PanelMissing));
        api.Map("PUT", "/v2/panels/{panel_id}", MenuJson.Default.PanelBody, ReplaceAsync);
        api.Map("DELETE", "/v2/panels/{panel_id}", call => call.EndAsync(PanelsOf(call).Remove(call.Path("panel_id")) is null ? MenuError.PanelMissing : null));
        api.Map("PUT", "/v2/panels/{panel_id}/target", MenuJson.Default.PanelTarget, TargetAsync);
        api.Map("POST", "/v2/generate_url_link", SimulatorJson.Default.ShareLinkBody, ShareAsync);
    }

    private Roster<Panel> PanelsOf(Call call) => _panels.GetOrAdd(call.Bot, static _ => new());

    private Panel? PanelOf(Call call) => PanelsOf(call).Find(call.Path("panel_id"));

    private Task PutMenuAsync(Call call, MenuBody body)
    {
        if (MenuRules.Check(body) is { } refusal)
        {
            return call.EndAsync(refusal);
        }

        var items = body.Menu!.Items!;
        return AnswerVersionAsync(call, _menus.AddOrUpdate(call.Bot, _ => new(1, items), (_, old) => new(old.Version + 1, items)).Version);
    }

    private Task ListAsync(Call call)
    {
        var scope = call.Http.Request.Query["scope"].ToString();
        return PanelRules.IsScope(scope)
            ? call.Http.AnswerAsync(
                Page.Of(call, [.. PanelsOf(call).All.Where(panel => panel.Scope == scope)], StandardPage, MaxPage), static (json, page) =>
                {
                    json.WriteStartObject();
                    json.WriteStartArray("records"u8);
                    foreach (var panel in page.Items)
                    {
                        WritePanel(json, panel, withTargets: false);
                    }

                    json.WriteEndArray();
                    json.WriteString("next_cursor"u8, page.Next);
                    json.WriteBoolean("is_end"u8, page.IsLast);
                    json.WriteEndObject();
                })
            : call.EndAsync(scope.Length == 0 ? MenuError.Missing("scope") : MenuError.ScopeWrong);
    }

    private Task CreateAsync(Call call, PanelBody body)
    {
        if (_rules.Check(body) is { } refusal)
        {
            return call.EndAsync(refusal);
        }

        var now = PlatformTime.Now(time);
        var type = body.TargetType is "specific" ? "specific" : "all";
        var panel = new Panel($"panel_{Guid.NewGuid():N}", body.Scope!, type, body.Panel! with { Version = 1 }, now, now)
        {
            Targets = type == "all" ? [] : [.. PanelRules.Named(body.Scope!, body.Target).Distinct()],
        };
        return PanelsOf(call).Add(panel, PanelRules.CheckCount) is { } full
            ? call.EndAsync(full)
            : call.Http.AnswerAsync(panel, static (json, panel) =>
            {
                json.WriteStartObject();
                json.WriteString("panel_id"u8, panel.Id);
                json.WriteEndObject();
            });
    }

    private Task ReplaceAsync(Call call, PanelBody body)
    {
        if (PanelOf(call) is null)
        {
            return call.EndAsync(MenuError.PanelMissing);
        }

        if (PanelRules.CheckContent(body.Panel) is { } refusal)
        {
            return call.EndAsync(refusal);
        }

        return PanelsOf(call).Change(call.Path("panel_id"), old => old.With(body.Panel!, PlatformTime.Now(time))) is { } changed
            ? AnswerVersionAsync(call, changed.Content.Version ?? 1)
            : call.EndAsync(MenuError.PanelMissing);
    }

    private Task TargetAsync(Call call, PanelTarget target)
    {
        if (PanelOf(call) is not { } panel)
        {
            return call.EndAsync(MenuError.PanelMissing);
        }

        var refusal = _rules.Check(panel, target);
        if (refusal is null)
        {
            PanelsOf(call).Change(panel.Id, old =>
            {
                refusal = PanelRules.Change(old, target, out var targets);
                return refusal is null ? old with { Targets = targets, UpdatedAt = PlatformTime.Now(time) } : old;
            });
        }

        return call.EndAsync(refusal);
    }

    private static Task ShareAsync(Call call, ShareLinkBody body)
    {
        var data = body.CallbackData ?? "";
        if (data.Length > MaxCallbackData)
        {
            return call.EndAsync(PlatformError.V2(10001, $"callback_data is longer than {MaxCallbackData} characters"));
        }

        // A colon is refused by the service behind the platform, in its own shape and with status 200.
        return data.Contains(':', StringComparison.Ordinal)
            ? call.Http.AnswerAsync(0, static (json, _) =>
            {
                json.WriteStartObject();
                json.WriteNumber("retcode"u8, 51);
                json.WriteString("msg"u8, "callback_data invalid"u8);
                json.WriteStartObject("data"u8);
                json.WriteEndObject();
                json.WriteEndObject();
            })
            : call.Http.AnswerAsync((call.Bot, data), static (json, link) =>
            {
                json.WriteStartObject();
                json.WriteString("url_link"u8, $"{link.Bot.ShareUrl}&callback_data={Uri.EscapeDataString(link.data)}");
                json.WriteEndObject();
            });
    }

    private static Task AnswerVersionAsync(Call call, int version) => call.Http.AnswerAsync(version, static (json, version) =>
    {
        json.WriteStartObject();
        json.WriteNumber("version"u8, version);
        json.WriteEndObject();
    });

    private static void WriteMenu(Utf8JsonWriter json, Menu menu)
    {
        json.WriteStartObject();
        json.WriteNumber("version"u8, menu.Version);
        json.WritePropertyName("menu"u8);
        JsonSerializer.Serialize(json, new MenuContent(menu.Items), MenuJson.Default.MenuContent);
        json.WriteEndObject();
    }

    private static void WritePanel(Utf8JsonWriter json, Panel panel, bool withTargets)
    {
        json.WriteStartObject();
        json.WriteString("panel_id"u8, panel.Id);
        json.WriteString("scope"u8, panel.Scope);
        json.WriteString("target_type"u8, panel.TargetType);
        json.WritePropertyName("panel"u8);
        JsonSerializer.Serialize(json, panel.Content, MenuJson.Default.PanelContent);
        json.WriteString("created_at"u8, PlatformTime.Format(panel.CreatedAt));
        json.WriteString("updated_at"u8, PlatformTime.Format(panel.UpdatedAt));
        json.WriteNumber("version"u8, panel.Content.Version ?? 1);
        if (withTargets)
        {
            WriteTargets(json, "user_openids", panel.Scope == "c2c" ? panel.Targets : []);
            WriteTargets(json, "group_openids", panel.Scope == "group" ? panel.Targets : []);
        }

        json.WriteEndObject();
    }

    private static void WriteTargets(Utf8JsonWriter json, string name, string[] targets)
    {
        json.WriteStartArray(name);
        Array.ForEach(targets, json.WriteStringValue);
        json.WriteEndArray();
    }
}
