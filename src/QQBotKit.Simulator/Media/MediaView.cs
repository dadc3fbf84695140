using System.Text.Json;
using QQBotKit.Simulator.Control;

namespace QQBotKit.Simulator.Media;

/// <summary>The files of messages, for those who look at the conversations.</summary>
internal static class MediaView
{
    public const string Path = $"{ControlRoutes.Root}/media";

    public static void Map(ControlRoutes control, MediaStore store) => control.Map("GET", "media/{uuid}", http => ShowAsync(http, store));

    /// <summary>Writes what a message shows of its file.</summary>
    public static void Write(Utf8JsonWriter json, MediaFile file)
    {
        json.WriteStartObject("media"u8);
        json.WriteString("kind"u8, FileType.NameOf(file.Type));
        json.WriteString("name"u8, file.Name);
        if (file.Size is { } size)
        {
            json.WriteNumber("size"u8, size);
        }

        json.WriteString("url"u8, file.Size is null ? file.Source : $"{Path}/{file.Uuid}");
        json.WriteEndObject();
    }

    private static async Task ShowAsync(HttpContext http, MediaStore store)
    {
        var uuid = http.Request.RouteValues["uuid"] as string ?? "";
        if (store.ContentOf(uuid) is not { } content)
        {
            await http.RefuseAsync($"there is no file {ControlAnswers.Quote(uuid)}, or it is no longer kept", StatusCodes.Status404NotFound);
            return;
        }

        // The page of the chat is of the same origin: what is no picture, video or voice must not come to life there.
        var response = http.Response;
        response.ContentType = MediaFormats.ContentType(content.Head()) ?? "application/octet-stream";
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentLength = content.Size;
        await content.ReadAsync(async (bytes, _) => await response.BodyWriter.WriteAsync(bytes, http.RequestAborted), http.RequestAborted);
    }
}
