using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace QQBotKit.Api.Wire;

/// <summary>A part of a message as authors make it, written as the platform wants it. None of them ever comes back in this form.</summary>
internal abstract class PartConverter<T> : JsonConverter<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>Writes the buttons of a message.</summary>
internal sealed class KeyboardConverter : PartConverter<Keyboard>
{
    // In both languages: the person who reads it has an old QQ, and no say in the language of the bot.
    private const string TooOld = "请升级 QQ 后使用此按钮 (Please update QQ to use this button)";

    public override void Write(Utf8JsonWriter writer, Keyboard value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (value.TemplateId is { } template)
        {
            writer.WriteString("id"u8, template);
        }
        else
        {
            writer.WriteStartObject("content"u8);
            writer.WriteStartArray("rows"u8);
            var number = 0;
            foreach (var row in value.Rows)
            {
                writer.WriteStartObject();
                writer.WriteStartArray("buttons"u8);
                foreach (var button in row)
                {
                    Write(writer, button, ++number);
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, Button button, int number)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, button.Id ?? number.ToString(CultureInfo.InvariantCulture));
        WriteIfAny(writer, "group_id", button.GroupId);

        writer.WriteStartObject("render_data"u8);
        writer.WriteString("label"u8, button.Label);
        writer.WriteString("visited_label"u8, button.VisitedLabel ?? button.Label);
        writer.WriteNumber("style"u8, (int)button.Style);
        writer.WriteEndObject();

        writer.WriteStartObject("action"u8);
        writer.WriteNumber("type"u8, (int)button.Action);
        Write(writer, button.Permission);
        writer.WriteString("data"u8, button.Data);
        WriteIfSo(writer, "reply", button.Reply);
        WriteIfSo(writer, "enter", button.Enter);
        if (button.PicksImage)
        {
            writer.WriteNumber("anchor"u8, 1);
        }

        writer.WriteString("unsupport_tips"u8, button.UnsupportTips ?? TooOld);
        if (button.Modal is { } modal)
        {
            writer.WriteStartObject("modal"u8);
            writer.WriteString("content"u8, modal.Content);
            WriteIfAny(writer, "confirm_text", modal.ConfirmText);
            WriteIfAny(writer, "cancel_text", modal.CancelText);
            writer.WriteEndObject();
        }

        if (button.Templates is { Count: > 0 } templates)
        {
            Write(writer, templates);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, ButtonPermission permission)
    {
        writer.WriteStartObject("permission"u8);
        writer.WriteNumber("type"u8, (int)permission.Kind);
        if (permission.Ids.Count > 0)
        {
            writer.WriteStartArray(permission.Kind == ButtonPermissionKind.Roles ? "specify_role_ids"u8 : "specify_user_ids"u8);
            foreach (var id in permission.Ids)
            {
                writer.WriteStringValue(id);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<SubscribeTemplate> templates)
    {
        writer.WriteStartObject("subscribe_data"u8);
        writer.WriteStartArray("template_ids"u8);
        foreach (var template in templates)
        {
            writer.WriteStartObject();
            if (template.TemplateId is { } id)
            {
                writer.WriteNumber("template_id"u8, id);
            }

            WriteIfAny(writer, "custom_template_id", template.CustomTemplateId);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteIfAny(Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static void WriteIfSo(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
    }
}

/// <summary>Writes a card.</summary>
internal sealed class ArkConverter : PartConverter<Ark>
{
    public override void Write(Utf8JsonWriter writer, Ark value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("template_id"u8, value.TemplateId);
        writer.WriteStartArray("kv"u8);
        foreach (var pair in value.Values)
        {
            writer.WriteStartObject();
            writer.WriteString("key"u8, pair.Key);
            if (pair.Items is { } items)
            {
                Write(writer, items);
            }
            else
            {
                writer.WriteString("value"u8, pair.Value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<IReadOnlyDictionary<string, string>> items)
    {
        writer.WriteStartArray("obj"u8);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            writer.WriteStartArray("obj_kv"u8);
            foreach (var (key, text) in item)
            {
                writer.WriteStartObject();
                writer.WriteString("key"u8, key);
                writer.WriteString("value"u8, text);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}

/// <summary>Writes an embed.</summary>
internal sealed class EmbedConverter : PartConverter<Embed>
{
    public override void Write(Utf8JsonWriter writer, Embed value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("title"u8, value.Title);
        writer.WriteString("prompt"u8, value.Prompt ?? value.Title);
        if (value.ThumbnailUrl is { } thumbnail)
        {
            writer.WriteStartObject("thumbnail"u8);
            writer.WriteString("url"u8, thumbnail);
            writer.WriteEndObject();
        }

        writer.WriteStartArray("fields"u8);
        foreach (var field in value.Fields)
        {
            writer.WriteStartObject();
            writer.WriteString("name"u8, field);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }
}
