using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Tests.Scopes;

/// <summary>A version whose code is a delegate.</summary>
internal sealed class FakeExtension(string name, Action<IBot> configure) : Extension
{
    public Func<Task> Start { get; set; } = () => Task.CompletedTask;

    public int Disposed { get; private set; }

    public IBot Bot { get; private set; } = null!;

    public override Task ConfigureAsync(IBot bot)
    {
        Bot = bot;
        configure(bot);
        return Task.CompletedTask;
    }

    public override Task StartAsync(CancellationToken stopping) => Start();

    public override ValueTask DisposeAsync()
    {
        Disposed++;
        return default;
    }

    public override string ToString() => name;
}

/// <summary>A folder of such versions.</summary>
internal sealed class FakeSource : IExtensionSource
{
    private readonly SortedDictionary<string, (FakeExtension Extension, int Stamp)> _files = [];
    private int _stamp;

    public ExtensionKind Kind => ExtensionKind.Script;

    public string Root => Path.GetTempPath();

    public int Loads { get; private set; }

    public FakeExtension Put(string name, Action<IBot> configure)
    {
        var extension = new FakeExtension(name, configure) { Kind = ExtensionKind.Script, Name = name };
        _files[name] = (extension, ++_stamp);
        return extension;
    }

    public void Touch(string name) => _files[name] = (_files[name].Extension, ++_stamp);

    public void Remove(string name) => _files.Remove(name);

    public IReadOnlyList<ExtensionFile> Scan() =>
        [.. _files.Select(file => new ExtensionFile(file.Key, file.Key, file.Value.Stamp.ToString()))];

    public string ContentKey(ExtensionFile file) => _files[file.Name].Extension.GetHashCode().ToString();

    public Task<Extension> LoadAsync(ExtensionFile file, CancellationToken cancellationToken)
    {
        Loads++;
        return Task.FromResult<Extension>(_files[file.Name].Extension);
    }

    public Task<IReadOnlyList<Finding>> CheckAsync(ExtensionFile file, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<Finding>>([]);
}
