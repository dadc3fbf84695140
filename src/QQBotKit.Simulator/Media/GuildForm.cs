using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator.Media;

/// <summary>A send to a guild in the other of its two forms: <c>multipart/form-data</c>, which can carry a picture.</summary>
internal static class GuildForm
{
    private const int LargestImage = 20 * 1024 * 1024;

    public static bool IsForm(HttpContext http) =>
        http.Request.ContentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>
    /// Reads the form as the JSON of the same message, whose <c>image</c> is the address where the picture is now, and keeps the picture.
    /// </summary>
    public static async Task<(byte[]? Json, MediaFile? Image, PlatformError? Refusal)> ReadAsync(HttpContext http, MediaStore store)
    {
        IFormCollection form;
        try
        {
            // What is longer than a few texts is kept on disk while it is read.
            form = await http.Request.ReadFormAsync(new FormOptions { MultipartBodyLengthLimit = LargestImage + 1, ValueLengthLimit = 64 * 1024 }, http.RequestAborted);
        }
        catch (BadHttpRequestException)
        {
            return (null, null, PlatformError.TooLarge);
        }
        catch (InvalidDataException)
        {
            return (null, null, PlatformError.FormMalformed);
        }

        MediaFile? image = null;
        if (form.Files.GetFile("file_image") is { } file)
        {
            if (file.Length > LargestImage)
            {
                return (null, null, PlatformError.ImageTooLarge);
            }

            var content = new FileContent();
            await using var stream = file.OpenReadStream();
            await content.WriteAsync(System.IO.Pipelines.PipeReader.Create(stream), 0, LargestImage, http.RequestAborted);
            image = new MediaFile(FileType.Image, file.FileName, file.Length) { ContentType = MediaFormats.ContentType(content.Head()) };
            if (!MediaFormats.Takes(FileType.Image, image.ContentType))
            {
                content.Dispose();
                return (null, null, PlatformError.ImageUnsupported);
            }

            store.Keep(image, content);
        }

        return Write(form, image) is { } json ? (json, image, null) : (null, null, PlatformError.FormMalformed);
    }

    private static byte[]? Write(IFormCollection form, MediaFile? image)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written, SimulatorJson.Relaxed))
        {
            json.WriteStartObject();
            foreach (var (name, values) in form)
            {
                var value = values.ToString();
                json.WritePropertyName(name);
                if (name is "content" or "image" or "msg_id" or "event_id")
                {
                    json.WriteStringValue(value);
                }
                else if (!TryWriteObject(json, name, value))
                {
                    return null;
                }
            }

            if (image is not null)
            {
                json.WriteString("image"u8, $"{MediaView.Path}/{image.Uuid}");
            }

            json.WriteEndObject();
        }

        return written.ToArray();
    }

    // The documentation's example wraps an object once more: the part "ark" holds {"ark":{…}}. Others do not.
    private static bool TryWriteObject(Utf8JsonWriter json, string name, string value)
    {
        try
        {
            using var document = JsonDocument.Parse(value);
            var element = document.RootElement;
            if (element.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            (element.TryGetProperty(name, out var wrapped) && wrapped.ValueKind == JsonValueKind.Object ? wrapped : element).WriteTo(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
