using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using QQBotKit.Api.Wire;

namespace QQBotKit.Core.Events;

/// <summary>Reads the author, who stands in every message, and so without anything between.</summary>
internal sealed class UserConverter : JsonConverter<WireUser>
{
    private static readonly TextConverter Text = new();
    private static readonly BoolConverter Bool = new();
    private static readonly string[] Roles = ["member", "admin", "owner"];

    public override WireUser? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        var user = new WireUser();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            reader.Read();
            switch (name.Length)
            {
                case 2 when name.SequenceEqual("id"u8):
                    user.Id = TextAtConverter.Read(ref reader);
                    break;
                case 3 when name.SequenceEqual("bot"u8):
                    user.Bot = Bool.Read(ref reader, typeof(bool), options);
                    break;
                case 6 when name.SequenceEqual("avatar"u8):
                    user.Avatar = Text.Read(ref reader, typeof(string), options);
                    break;
                case 8 when name.SequenceEqual("username"u8):
                    user.Username = Text.Read(ref reader, typeof(string), options);
                    break;
                case 11 when name.SequenceEqual("user_openid"u8):
                    user.UserOpenid = Text.Read(ref reader, typeof(string), options);
                    break;
                case 11 when name.SequenceEqual("member_role"u8):
                    user.MemberRole = ReadRole(ref reader, options);
                    break;
                case 12 when name.SequenceEqual("union_openid"u8):
                    user.UnionOpenid = Text.Read(ref reader, typeof(string), options);
                    break;
                case 13 when name.SequenceEqual("member_openid"u8):
                    user.MemberOpenid = Text.Read(ref reader, typeof(string), options);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return user;
    }

    public override void Write(Utf8JsonWriter writer, WireUser value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static string ReadRole(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        foreach (var role in Roles)
        {
            if (reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(role))
            {
                return role;
            }
        }

        return Text.Read(ref reader, typeof(string), options);
    }
}

/// <summary>
/// Reads the scene that stands in nearly every message of groups and C2C, and so without anything between: what is usual in it is not made anew.
/// </summary>
internal sealed class SceneConverter : JsonConverter<MessageScene>
{
    /// <summary>The <c>ext</c> keys by which messages quote each other.</summary>
    public const string IndexKey = "msg_idx";

    /// <inheritdoc cref="IndexKey"/>
    public const string QuotedKey = "ref_msg_idx";

    private const string DefaultSource = "default";
    private const string TokenKey = "auth_token";

    public override MessageScene? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        string source = "", callbackData = "";
        KeyValuePair<string, string>[] ext = [];
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ext"u8))
            {
                reader.Read();
                ext = ReadExt(ref reader);
            }
            else if (reader.ValueTextEquals("source"u8))
            {
                reader.Read();
                source = reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(DefaultSource) ? DefaultSource : ReadText(ref reader);
            }
            else if (reader.ValueTextEquals("callback_data"u8))
            {
                reader.Read();
                callbackData = ReadText(ref reader);
            }
            else
            {
                reader.Read();
                reader.Skip();
            }
        }

        return new MessageScene(source) { Ext = ext, CallbackData = Incoming.OrNull(callbackData) };
    }

    public override void Write(Utf8JsonWriter writer, MessageScene value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static string ReadText(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return reader.GetString()!;
        }

        reader.Skip();
        return "";
    }

    /// <summary>Texts of the form <c>key=value</c>. Values may hold another <c>=</c>.</summary>
    private static KeyValuePair<string, string>[] ReadExt(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return [];
        }

        var ext = new KeyValuePair<string, string>[2];
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
            {
                if (count == ext.Length)
                {
                    Array.Resize(ref ext, count * 2);
                }

                ext[count++] = Split(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(reader.GetString()!) : reader.ValueSpan);
            }
            else
            {
                reader.Skip();
            }
        }

        Array.Resize(ref ext, count);
        return ext;
    }

    private static KeyValuePair<string, string> Split(ReadOnlySpan<byte> text)
    {
        var equals = text.IndexOf((byte)'=');
        var key = equals < 0 ? text : text[..equals];
        return new(
            key.SequenceEqual("msg_idx"u8) ? IndexKey
                : key.SequenceEqual("ref_msg_idx"u8) ? QuotedKey
                : key.SequenceEqual("auth_token"u8) ? TokenKey
                : Encoding.UTF8.GetString(key),
            equals < 0 ? "" : Encoding.UTF8.GetString(text[(equals + 1)..]));
    }
}
