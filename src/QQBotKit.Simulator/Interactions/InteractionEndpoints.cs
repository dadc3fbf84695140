using QQBotKit.Simulator.Events;
using QQBotKit.Simulator.Messages;
using QQBotKit.Simulator.Rest;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Interactions;

internal sealed record AcknowledgementBody(int Code, string? Data);

/// <summary>The bots' side of interactions.</summary>
internal sealed class InteractionEndpoints(InteractionLog log)
{
    private static readonly PlatformError ParametersWrong = PlatformError.V2(630001, "parameters wrong: no such interaction, or no such code");

    public void Map(PlatformApi api) => api.Map("PUT", "/interactions/{interaction_id}", SimulatorJson.Default.AcknowledgementBody, (call, body) =>
    {
        if (log.Find(call.Path("interaction_id")) is not { } interaction || interaction.Bot != call.Bot || body.Code is < 0 or > 5)
        {
            return call.EndAsync(ParametersWrong);
        }

        // What comes too late or twice is taken like the first, and does nothing for the user.
        log.Answer(interaction, body.Code, body.Data);
        return call.EndAsync();
    });
}

/// <summary>Clicks on buttons as the platform tells bots of them.</summary>
internal static class InteractionEvents
{
    private const int ButtonClick = 11;

    public static Task<Published> ClickedAsync(this WorldEvents events, Interaction interaction) =>
        events.PublishAsync("INTERACTION_CREATE", interaction.Message.Conversation, interaction, static (json, interaction) =>
        {
            var conversation = interaction.Message.Conversation;
            json.WriteStartObject();
            json.WriteString("application_id"u8, interaction.Bot.AppId);
            json.WriteNumber("version"u8, 1);
            json.WriteString("timestamp"u8, PlatformTime.Format(interaction.At));
            json.WriteString("id"u8, interaction.Id);
            json.WriteNumber("type"u8, ButtonClick);
            json.WriteString("scene"u8, conversation switch { Group => "group"u8, C2CChat => "c2c"u8, _ => "guild"u8 });
            json.WriteNumber("chat_type"u8, conversation switch { Group => 1, C2CChat => 2, _ => 0 });
            switch (conversation)
            {
                case Group:
                    json.WriteString("group_openid"u8, conversation.Id);
                    json.WriteString("group_member_openid"u8, interaction.Sender.Id);
                    break;
                case C2CChat:
                    json.WriteString("user_openid"u8, interaction.Sender.Id);
                    break;
                case Channel channel:
                    json.WriteString("guild_id"u8, channel.Guild.Id);
                    json.WriteString("channel_id"u8, channel.Id);
                    break;
                case DirectSession session:
                    json.WriteString("guild_id"u8, session.Id);
                    json.WriteString("channel_id"u8, session.ChannelId);
                    break;
            }

            json.WriteStartObject("data"u8);
            json.WriteNumber("type"u8, ButtonClick);
            json.WriteStartObject("resolved"u8);
            json.WriteString("button_data"u8, interaction.Button.Action?.Data ?? "");
            if (!string.IsNullOrEmpty(interaction.Button.Id))
            {
                json.WriteString("button_id"u8, interaction.Button.Id);
            }

            if (conversation is Channel or DirectSession)
            {
                json.WriteString("user_id"u8, interaction.Sender.Id);
                json.WriteString("message_id"u8, interaction.Message.Id);
            }

            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }, interaction.Bot, interaction.EventId);
}
