using QQBotKit.Api.Wire;

namespace QQBotKit.Core.Capabilities;

/// <summary>Stops calls of the platform that a plugin does not declare, before anything of them leaves the process.</summary>
/// <param name="owner">Whose client it is.</param>
/// <param name="capabilities">What it may do.</param>
/// <param name="texts">The language of the refusal.</param>
internal sealed class CapabilityHandler(string owner, CapabilitySet capabilities, Texts texts) : DelegatingHandler
{
    /// <summary>The platform. Calls of other hosts carry no token and are not the platform's.</summary>
    public Uri? Platform { get; set; }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { } address && Platform is not null && address.Authority == Platform.Authority
            && address.AbsolutePath.StartsWith(Platform.AbsolutePath, StringComparison.Ordinal)
            && CallGroups.Of(request.Method.Method, address.AbsolutePath[Platform.AbsolutePath.Length..]) is var group && !capabilities.MayCall(group))
        {
            throw new InvalidOperationException(texts.Of(
                $"{owner} does not declare {CapabilitySet.NameOf(group)}, so {request.Method} {address.AbsolutePath} was not called: {CapabilityTexts.Mend(CapabilitySet.NameOf(group), texts)}",
                $"{owner} 没有声明 {CapabilitySet.NameOf(group)}，因此没有调用 {request.Method} {address.AbsolutePath}：{CapabilityTexts.Mend(CapabilitySet.NameOf(group), texts)}"));
        }

        return base.SendAsync(request, cancellationToken);
    }
}

/// <summary>How to mend a missing declaration.</summary>
internal static class CapabilityTexts
{
    public static string Mend(string name, Texts texts) => texts.Of(
        $"add <QQBotCapability Include=\"{name}\" /> to its project, or {name} to its list under plugins.capabilities in bot.yaml.",
        $"请在它的项目文件中加入 <QQBotCapability Include=\"{name}\" />，或在 bot.yaml 的 plugins.capabilities 中为它加上 {name}。");
}
