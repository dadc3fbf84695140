using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Control;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator.Webhook;

/// <summary>A callback address as the caller of the control API sets it. A null removes it.</summary>
internal sealed record WebhookSetting(string? Bot, [property: JsonRequired] string? Url);

/// <summary>The part of the control API that stands for the console's page of callback addresses.</summary>
internal sealed class WebhookApi(BotAccounts accounts, Callbacks callbacks)
{
    public void Map(ControlRoutes control)
    {
        control.Map("GET", "webhooks", ListAsync);
        control.Map(
            "PUT", "webhooks", ControlJson.Default.WebhookSetting, """{"bot":"APPID","url":"http://127.0.0.1:8080/webhook"}, or with "url":null""", SetAsync);
    }

    private Task ListAsync(HttpContext http) => http.AnswerAsync(callbacks.All, static (json, all) =>
    {
        json.WriteStartObject();
        json.WriteStartArray("webhooks"u8);
        foreach (var callback in all)
        {
            Write(json, callback);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private async Task SetAsync(HttpContext http, WebhookSetting setting)
    {
        if (accounts.Find(setting.Bot ?? "") is not { } bot)
        {
            await http.RefuseAsync(Lookup.UnknownBot(setting.Bot, accounts));
        }
        else if (setting.Url is null)
        {
            _ = callbacks.SetAsync(bot, null);
            await ListAsync(http);
        }
        else if (!Uri.TryCreate(setting.Url, UriKind.Absolute, out var address) || !Callback.IsCallable(address))
        {
            await http.RefuseAsync($"url is not an http or https address: {ControlAnswers.Quote(setting.Url)}");
        }
        else
        {
            // Whoever set it reads from the list how the validation goes.
            _ = callbacks.SetAsync(bot, address);
            await ListAsync(http);
        }
    }

    private static void Write(Utf8JsonWriter json, Callback callback)
    {
        var state = callback.State;
        json.WriteStartObject();
        json.WriteString("bot"u8, callback.Bot.AppId);
        json.WriteString("url"u8, callback.Address.OriginalString);
        json.WriteBoolean("validated"u8, callback.IsValidated);
        json.WriteNumber("delivered"u8, state.Delivered);
        json.WriteNumber("failed"u8, state.Failed);
        json.WriteNumber("queued"u8, state.Queued);
        json.WriteString("last_error"u8, state.LastError);
        json.WriteEndObject();
    }
}
