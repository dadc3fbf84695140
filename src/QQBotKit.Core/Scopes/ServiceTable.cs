using System.Reflection;

namespace QQBotKit.Core.Scopes;

/// <summary>The services that the live plugins and scripts of one bot give each other.</summary>
internal sealed class ServiceTable
{
    private readonly Dictionary<Type, (BotScope Provider, object Service)> _services = [];

    /// <exception cref="DuplicateServiceException">Two scopes provide one type.</exception>
    public ServiceTable(IEnumerable<BotScope> scopes)
    {
        foreach (var scope in scopes)
        {
            foreach (var (type, service) in scope.Provided)
            {
                if (!_services.TryAdd(type, (scope, service)))
                {
                    throw new DuplicateServiceException(type, _services[type].Provider.Owner, scope.Owner);
                }
            }
        }
    }

    /// <summary>Whether a service of this name is there, whichever assembly its type is from.</summary>
    public bool Has(string name) => _services.Keys.Any(type => type.ToString() == name);

    /// <exception cref="WaitingException">Nobody provides it.</exception>
    /// <exception cref="InvalidOperationException">It is provided under a type of the same name in another copy of its assembly.</exception>
    public (BotScope Provider, object Service) Find(Type type, string owner, string bot, Texts texts)
    {
        if (_services.TryGetValue(type, out var found))
        {
            return found;
        }

        // Names alone: what waits must not hold the types of the version that asked.
        var name = type.ToString();
        if (_services.FirstOrDefault(other => other.Key.ToString() == name) is { Value.Provider: { } other })
        {
            var contract = type.Assembly.GetName().Name;
            throw new InvalidOperationException(texts.Of(
                $"{other.Owner} provides a {name}, but of its own copy of {contract}.dll: put <QQBotContract Include=\"{contract}\" /> into the project of {other.Owner}, which shares it with {owner}.",
                $"{other.Owner} 提供了 {name}，但类型来自它自己的 {contract}.dll：请在 {other.Owner} 的项目文件中加入 <QQBotContract Include=\"{contract}\" />，与 {owner} 共享该程序集。"));
        }

        throw new WaitingException(
            texts.Of(
                $"It waits for the service {name}, which no plugin or script provides to the bot {bot}.",
                $"正在等待服务 {name}：机器人 {bot} 上还没有插件或脚本提供它。"),
            name);
    }
}

/// <summary>Two want to provide one service.</summary>
internal sealed class DuplicateServiceException(MemberInfo type, string first, string second)
    : ArgumentException(first == second
        ? $"The service {type} is provided twice by {first}. Provide it once."
        : $"The service {type} of {second} is already provided by {first}. Only one can: switch one of them off.");

/// <summary>Something that a plugin or script needs of another one is not there: it is tried again when that may have changed.</summary>
/// <param name="message">What it waits for.</param>
/// <param name="service">The name of the service; null where it is code of another plugin that is missing.</param>
internal sealed class WaitingException(string message, string? service = null) : InvalidOperationException(message)
{
    public string? Service { get; } = service;
}
