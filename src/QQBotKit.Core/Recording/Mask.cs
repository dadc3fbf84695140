using System.Text.RegularExpressions;
using System.Web;

namespace QQBotKit.Core.Recording;

/// <summary>What becomes of the words that people and bots wrote.</summary>
internal enum RecordedTexts
{
    /// <summary>They are kept, without the ids and secrets in them: a replay needs them.</summary>
    Keep,

    /// <summary>Only their shape is kept.</summary>
    Mask,
}

/// <summary>Takes out of values what must not be written: secrets, ids, and if so wished what was said. Not for several threads at once.</summary>
internal sealed partial class Mask(RecordedTexts texts)
{
    private const string Hidden = "***";

    // Shorter ones are none, and would take apart every word they are in.
    private const int ShortestSecret = 6;
    private const int RememberedSecrets = 16;

    private readonly Pseudonyms _ids = new();
    private readonly List<string> _secrets = [];

    public Pseudonyms Ids => _ids;

    /// <summary>Hides a secret from here on. Of those that change, as tokens do, the last are remembered.</summary>
    public void Hide(string? secret)
    {
        if (secret is { Length: >= ShortestSecret } && !_secrets.Contains(secret))
        {
            if (_secrets.Count == RememberedSecrets)
            {
                // The first is the bot's own, which stays.
                _secrets.RemoveAt(1);
            }

            _secrets.Add(secret);
        }
    }

    /// <summary>Whether a line still has a secret in it, in whatever way it got there.</summary>
    public bool Betrays(string line) => _secrets.Exists(secret => line.Contains(secret, StringComparison.OrdinalIgnoreCase));

    /// <summary>Words of people, of the bot, or of the platform.</summary>
    public string Text(string text)
    {
        text = IdsOut(LinkInText().Replace(WithoutSecrets(text), link => Url(link.Value)));
        return texts == RecordedTexts.Keep ? text : ShapeOf(text);
    }

    /// <summary>What is left of a text without its words.</summary>
    public static string ShapeOf(string text) => string.Create(text.Length, text, static (result, text) =>
    {
        for (var i = 0; i < text.Length; i++)
        {
            result[i] = Shape(text[i]);
        }
    });

    /// <summary>What the platform says of a call; it is kept in any case.</summary>
    public string Notice(string text) => IdsOut(LinkInText().Replace(WithoutSecrets(text), link => Url(link.Value)));

    /// <summary>A value that is no text: what it chooses is kept, what it identifies is not.</summary>
    public string Value(string name, string value)
    {
        value = WithoutSecrets(value);
        if (value.Length == 0 || value == Hidden || (IsKept(name, value) && !_ids.IsId(value)))
        {
            return value;
        }

        if (Link().IsMatch(value))
        {
            return Url(value);
        }

        // As msg_idx=… and auth_token=… among the extensions of a message.
        return Named().Match(value) is { Success: true } named ? named.Value + _ids.Of(value[named.Length..]) : _ids.Of(value);
    }

    /// <summary>Remembers a value that is an id, so that it is found in texts.</summary>
    public void See(string name, string value)
    {
        if (value.Length > 0 && !IsKept(name, value) && !Link().IsMatch(value))
        {
            _ids.See(Named().Match(value) is { Success: true } named ? value[named.Length..] : value);
        }
    }

    /// <summary>The path of a call: the platform's own words stay.</summary>
    public string Path(string path) => string.Join('/', path.Split('/').Select(part =>
        part.Length == 0 || Words.InPaths.Contains(part) ? part : Uri.EscapeDataString(_ids.Of(WithoutSecrets(Uri.UnescapeDataString(part))))));

    /// <summary>A query: its names stay.</summary>
    public string Query(string query) => query.Length < 2 ? "" : "?" + string.Join('&', query.TrimStart('?').Split('&').Select(pair =>
        pair.Split('=', 2) is [var name, var value]
            ? $"{(Names().IsMatch(name) ? name : Hidden)}={Uri.EscapeDataString(Value(name, HttpUtility.UrlDecode(value)))}"
            : Hidden));

    /// <summary>The name of a field; one that is an id is masked as one.</summary>
    public string Name(string name) => Names().IsMatch(name) && !_ids.IsId(name) ? name : _ids.Of(WithoutSecrets(name));

    private string WithoutSecrets(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Hidden, StringComparison.OrdinalIgnoreCase);
        }

        return text;
    }

    // An id may have punctuation in it, and stand between some: the longest word that is one counts.
    private string IdsOut(string text) => Word().Replace(text, word => Out(word.Value, run => Run().Replace(run, inner => Out(inner.Value, static kept => kept))));

    private string Out(string word, Func<string, string> otherwise) => _ids.IsId(word) ? _ids.Of(word) : otherwise(word);

    // The host says whose it is. All the rest may open it: a key, a name, a file.
    private string Url(string url)
    {
        var link = Link().Match(url);
        var path = link.Groups["path"].Value;
        var masked = string.Concat(Segment().Matches(path).Select(part => part.Value.Length > 0 && Choice().IsMatch(part.Value) ? part.Value : _ids.Of(part.Value)));
        return link.Groups["host"].Value + masked + Query(link.Groups["query"].Value);
    }

    private static bool IsKept(string name, string value) =>
        !Words.NamesSecret(name) && (Time().IsMatch(value) || (Words.IsTime(name) && Digits().IsMatch(value))
            || (!Words.NamesId(name) && (Choice().IsMatch(value) || Words.IsEvent(value))) || Short().IsMatch(value));

    private static char Shape(char letter) => letter switch
    {
        _ when char.IsDigit(letter) => '0',
        _ when char.IsAsciiLetter(letter) => 'x',
        _ when char.IsLetter(letter) || char.IsSurrogate(letter) => '字',
        _ => letter,
    };

    [GeneratedRegex(@"[A-Za-z0-9_+/=.!~-]+")]
    private static partial Regex Word();

    [GeneratedRegex("[A-Za-z0-9]+")]
    private static partial Regex Run();

    [GeneratedRegex(@"https?://[^\s""'<>)\]\\]+")]
    private static partial Regex LinkInText();

    [GeneratedRegex(@"^(?<host>(?:https?|wss?)://[A-Za-z0-9.:\[\]-]+)(?<path>[^?#]*)(?<query>\?[^#]*)?.*$", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex("[^/]+|/")]
    private static partial Regex Segment();

    [GeneratedRegex("^[a-z_]{1,24}=(?=.)")]
    private static partial Regex Named();

    [GeneratedRegex(@"^[A-Za-z_@][A-Za-z0-9_.-]{0,31}$")]
    private static partial Regex Names();

    [GeneratedRegex(@"^(?:[a-z]{1,16}(?:[_/.-][a-z]{1,16}){0,3}|/)$")]
    private static partial Regex Choice();

    [GeneratedRegex(@"^\d{1,4}$")]
    private static partial Regex Short();

    [GeneratedRegex(@"^\d{9,13}$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$")]
    private static partial Regex Time();
}
