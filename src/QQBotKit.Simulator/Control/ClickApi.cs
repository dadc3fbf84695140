using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Interactions;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control;

/// <summary>A click, as the caller of the control API puts it.</summary>
/// <param name="MessageId">The message with the button.</param>
/// <param name="Button">The button's id, or its label.</param>
/// <param name="Sender">Who clicks; the first member when null.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record ButtonClick(string? MessageId, string? Button, string? Sender);

/// <summary>People's clicks on buttons.</summary>
internal sealed class ClickApi(MessageLog log, InteractionLog interactions, WorldEvents events, TimeProvider time, CancellationToken stopping)
{
    public void Map(ControlRoutes control)
    {
        control.Map("POST", "clicks", ControlJson.Default.ButtonClick, """{"message_id":"ID","button":"yes"}""", ClickAsync);
        control.Map("GET", "clicks/{interaction_id}", ReadAsync);
    }

    private async Task ClickAsync(HttpContext http, ButtonClick click)
    {
        if (Check(click, out var message, out var button, out var sender) is { } wrong)
        {
            await http.RefuseAsync(wrong);
            return;
        }

        var interaction = new Interaction(message!, button!, sender!, PlatformTime.Now(time));
        interactions.Add(interaction);
        var told = await events.ClickedAsync(interaction);
        await http.AnswerAsync((interaction, told), static (json, clicked) =>
        {
            json.WriteStartObject();
            json.WriteString("interaction_id"u8, clicked.interaction.Id);
            json.WriteString("event_id"u8, clicked.told.Id);
            json.WriteNumber("delivered"u8, clicked.told.Delivered);
            json.WriteEndObject();
        });
    }

    private string? Check(ButtonClick click, out Message? message, out Button? button, out Member? sender)
    {
        (button, sender) = (null, null);
        message = click.MessageId is null ? null : log.Find(click.MessageId);
        if (message?.Bot is null)
        {
            return $"there is no message {ControlAnswers.Quote(click.MessageId)} of a bot, or it was recalled";
        }

        var keyboard = Keyboard.Of(message.Raw);
        if (keyboard is null || !string.IsNullOrEmpty(keyboard.Id))
        {
            return keyboard is null ? "the message has no keyboard" : $"the keyboard is the template {ControlAnswers.Quote(keyboard.Id)}, whose buttons the simulator does not know";
        }

        button = keyboard.Buttons.FirstOrDefault(one => click.Button is not null && one.Is(click.Button))
            ?? keyboard.Buttons.FirstOrDefault(one => one.Label == click.Button);
        if (button is null)
        {
            var known = string.Join(", ", keyboard.Buttons.Select(one => $"{(string.IsNullOrEmpty(one.Id) ? one.Label : one.Id)} ({one.Label})"));
            return $"unknown button {ControlAnswers.Quote(click.Button)}: there is {known}";
        }

        if (Lookup.Sender(message.Conversation, click.Sender, out sender) is { } wrong)
        {
            return wrong;
        }

        var name = $"button {ControlAnswers.Quote(click.Button)}";
        return (ButtonAction)(button.Action?.Type ?? -1) switch
        {
            ButtonAction.Callback => button.WhyNot(sender!, message.Conversation) is { } why ? $"{sender!.Person.Name} ({sender.Id}) may not click {name}: {why}" : null,
            ButtonAction.Link => $"{name} opens {button.Action!.Data}: no bot is told of it",
            ButtonAction.Command => $"{name} puts {ControlAnswers.Quote(button.Action!.Data)} into the input box: say it with POST /simulator/messages",
            _ => $"{name} is neither a link, a callback nor a command",
        };
    }

    private async Task ReadAsync(HttpContext http)
    {
        var id = http.Request.RouteValues["interaction_id"] as string ?? "";
        if (interactions.Find(id) is not { } interaction)
        {
            await http.RefuseAsync($"there is no interaction {ControlAnswers.Quote(id)}, or it is no longer kept", StatusCodes.Status404NotFound);
            return;
        }

        if (!MessageApi.TryWait(http, out var wait))
        {
            await http.RefuseAsync("wait is a whole number from 0: the seconds to wait for the bot's acknowledgement");
            return;
        }

        using var end = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        end.CancelAfter(wait);
        await interaction.Decided.WaitAsync(end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await http.AnswerAsync(interaction, InteractionView.Write);
    }
}

/// <summary>Interactions as the control API shows them.</summary>
internal static class InteractionView
{
    public static void Write(Utf8JsonWriter json, Interaction interaction)
    {
        var answer = interaction.Answer;
        json.WriteStartObject();
        json.WriteString("interaction_id"u8, interaction.Id);
        json.WriteString("event_id"u8, interaction.EventId);
        json.WriteString("bot"u8, interaction.Bot.AppId);
        json.WriteString("message_id"u8, interaction.Message.Id);
        json.WriteString("scene"u8, interaction.Message.Conversation.Scene);
        json.WriteString("conversation"u8, interaction.Message.Conversation.Id);
        json.WriteString("sender"u8, interaction.Sender.Id);
        json.WriteString("button"u8, string.IsNullOrEmpty(interaction.Button.Id) ? interaction.Button.Label : interaction.Button.Id);
        json.WriteString("button_data"u8, interaction.Button.Action?.Data);
        json.WriteString("at"u8, PlatformTime.Format(interaction.At));
        json.WriteString("state"u8, (answer, interaction.IsOverdue) switch
        {
            (null, false) => "waiting",
            (null, true) => "missed",
            (_, true) => "late",
            _ => "acknowledged",
        });
        if (answer is not null)
        {
            json.WriteNumber("code"u8, answer.Code);
            json.WriteString("data"u8, answer.Data);
            json.WriteNumber("after_ms"u8, (long)answer.After.TotalMilliseconds);
        }

        json.WriteEndObject();
    }
}
