using System.Reflection;
using System.Runtime.Loader;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts;

/// <summary>A loaded script. Running it against a bot runs its whole text once.</summary>
internal sealed class ScriptExtension : Extension
{
    /// <summary>How long the text of a script may run: it registers, and what takes its time belongs into a handler or a task.</summary>
    public static readonly TimeSpan ConfigureLimit = TimeSpan.FromSeconds(30);

    private readonly string _path;
    private readonly GuardRules _rules;
    private readonly TimeProvider _time;
    private readonly Texts _texts;
    private ScriptLoadContext? _context;
    private Func<object?[], Task<object>>? _factory;

    /// <param name="script">The compiled script.</param>
    /// <param name="assemblies">What it needs to run.</param>
    /// <param name="rules">What its loops obey.</param>
    /// <param name="time">The clock.</param>
    /// <param name="texts">The language of its author.</param>
    public ScriptExtension(CompiledScript script, ScriptAssemblies assemblies, GuardRules rules, TimeProvider time, Texts texts)
    {
        _path = assemblies.Script;
        _rules = rules;
        _time = time;
        _texts = texts;
        _context = new ScriptLoadContext(assemblies);
        LoadContext = new WeakReference(_context);
        _factory = script.Assembly.Length == 0 ? _ => Task.FromResult<object>(null!) : _context.LoadFactory(script, rules);
    }

    public override async Task ConfigureAsync(IBot bot)
    {
        ObjectDisposedException.ThrowIf(_factory is null, this);

        // The compiler's convention: the first element is the globals, the second takes the object that holds the script's variables.
        // A fresh array per run is what keeps the variables of two bots apart.
        var run = _factory([new ScriptGlobals(bot), null]);
        try
        {
            await run.WaitAsync(ConfigureLimit, _time);
        }
        catch (TimeoutException) when (!run.IsCompleted)
        {
            throw new ExtensionLoadException([new Finding(_path, 0, 0, _texts.Of(
                $"Its text has not come to its end after {ConfigureLimit.TotalSeconds:0} s. A script registers commands and ends; what goes on for ever belongs into a task: _ = Task.Run(async () => {{ … }});",
                $"脚本运行了 {ConfigureLimit.TotalSeconds:0} 秒还没有结束。脚本只负责注册指令，然后结束；一直运行的内容请放进任务里：_ = Task.Run(async () => {{ … }});"))]);
        }
    }

    public override ValueTask DisposeAsync()
    {
        _rules.End();
        _factory = null;
        Interlocked.Exchange(ref _context, null)?.Unload();
        return default;
    }

    private sealed class ScriptLoadContext(ScriptAssemblies assemblies) : AssemblyLoadContext($"script {assemblies.Script}", isCollectible: true)
    {
        public Func<object?[], Task<object>> LoadFactory(CompiledScript script, GuardRules rules)
        {
            using var image = new MemoryStream(script.Assembly, writable: false);
            using var symbols = new MemoryStream(script.Symbols, writable: false);
            var assembly = LoadFromStream(image, symbols);
            assembly.GetType($"{script.FactoryType}+{GuardRules.Class}")?.GetField(GuardRules.Field)!.SetValue(null, rules);
            return assembly
                .GetType(script.FactoryType, throwOnError: true)!
                .GetMethod(script.FactoryMethod, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
                .CreateDelegate<Func<object?[], Task<object>>>();
        }

        protected override Assembly? Load(AssemblyName assemblyName)
        {
            if (assemblyName.Name is not { } name || HostAssemblies.IsShared(name))
            {
                return null;
            }

            if (assemblies.Plugins.FirstOrDefault(plugin => plugin.Key == name).Value?.Context is { } plugin)
            {
                return plugin.LoadFromAssemblyName(assemblyName);
            }

            if (assemblies.Packages.Assemblies.FirstOrDefault(file => IsNamed(file, assemblyName)) is { } packaged)
            {
                return LoadFromAssemblyPath(packaged);
            }

            var file = assemblies.Files.FirstOrDefault(assembly => AssemblyName.GetAssemblyName(assembly).Name == name)
                ?? assemblies.Files.Select(assembly => Path.Combine(Path.GetDirectoryName(assembly)!, name + ".dll")).FirstOrDefault(File.Exists);
            if (file is null)
            {
                return null;
            }

            // From memory, so that the file stays free to be replaced.
            using var content = new MemoryStream(File.ReadAllBytes(file), writable: false);
            return LoadFromStream(content);
        }

        protected override nint LoadUnmanagedDll(string unmanagedDllName)
        {
            string[] names = [unmanagedDllName, $"lib{unmanagedDllName}", unmanagedDllName.StartsWith("lib", StringComparison.Ordinal) ? unmanagedDllName[3..] : unmanagedDllName];
            return assemblies.Packages.Libraries.FirstOrDefault(file => names.Contains(Path.GetFileName(file)) || names.Contains(Path.GetFileNameWithoutExtension(file))) is { } library
                ? LoadUnmanagedDllFromPath(library)
                : 0;
        }

        // lib/net8.0/Name.dll, and for texts in one language lib/net8.0/zh-CN/Name.resources.dll
        private static bool IsNamed(string file, AssemblyName assembly) =>
            string.Equals(Path.GetFileNameWithoutExtension(file), assembly.Name, StringComparison.OrdinalIgnoreCase)
            && (string.IsNullOrEmpty(assembly.CultureName)
                || string.Equals(Path.GetFileName(Path.GetDirectoryName(file)), assembly.CultureName, StringComparison.OrdinalIgnoreCase));
    }
}
