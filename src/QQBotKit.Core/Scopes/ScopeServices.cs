using Microsoft.Extensions.Logging;
using QQBotKit.Core.Buttons;
using QQBotKit.Core.Capabilities;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Delivery;
using QQBotKit.Core.Dispatch;
using QQBotKit.Core.Storage;

namespace QQBotKit.Core.Scopes;

/// <summary>What the scopes of one bot are made of.</summary>
internal sealed class ScopeServices
{
    public required string BotName { get; init; }

    public required Registry Registry { get; init; }

    public required Ways Delivery { get; init; }

    /// <summary>Makes a client for the platform's calls that one scope owns.</summary>
    public required Func<string, CapabilityHandler?, HttpClient> CreateClient { get; init; }

    public required Func<ExtensionKind, ExtensionOptions> Options { get; init; }

    public required Database Database { get; init; }

    public required string DataFolder { get; init; }

    public required ILoggerFactory Logs { get; init; }

    public required Switches Switches { get; init; }

    /// <summary>Calls handlers that no event calls.</summary>
    public required AuthorCode Author { get; init; }

    /// <summary>Writes what buttons carry.</summary>
    public required ButtonSigner Buttons { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Cancelled when the bot begins to end.</summary>
    public required CancellationToken Ending { get; init; }

    public required Texts Texts { get; init; }
}
