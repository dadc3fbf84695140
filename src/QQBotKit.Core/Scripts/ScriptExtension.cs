using System.Reflection;
using System.Runtime.Loader;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Scripts;

/// <summary>A loaded script. Running it against a bot runs its whole text once.</summary>
internal sealed class ScriptExtension : Extension
{
    private ScriptLoadContext? _context;
    private Func<object?[], Task<object>>? _factory;

    /// <param name="script">The compiled script.</param>
    /// <param name="path">The script's file.</param>
    /// <param name="assemblies">The files that the script names in <c>#r</c>.</param>
    public ScriptExtension(CompiledScript script, string path, IReadOnlyList<string> assemblies)
    {
        _context = new ScriptLoadContext(path, assemblies);
        LoadContext = new WeakReference(_context);
        _factory = script.Assembly.Length == 0 ? _ => Task.FromResult<object>(null!) : _context.LoadFactory(script);
    }

    public override Task ConfigureAsync(IBot bot)
    {
        ObjectDisposedException.ThrowIf(_factory is null, this);

        // The compiler's convention: the first element is the globals, the second takes the object that holds the script's variables.
        // A fresh array per run is what keeps the variables of two bots apart.
        return _factory([new ScriptGlobals(bot), null]);
    }

    public override ValueTask DisposeAsync()
    {
        _factory = null;
        Interlocked.Exchange(ref _context, null)?.Unload();
        return default;
    }

    private sealed class ScriptLoadContext(string path, IReadOnlyList<string> assemblies)
        : AssemblyLoadContext($"script {path}", isCollectible: true)
    {
        public Func<object?[], Task<object>> LoadFactory(CompiledScript script)
        {
            using var assembly = new MemoryStream(script.Assembly, writable: false);
            using var symbols = new MemoryStream(script.Symbols, writable: false);
            return LoadFromStream(assembly, symbols)
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

            var file = assemblies.FirstOrDefault(assembly => AssemblyName.GetAssemblyName(assembly).Name == name)
                ?? assemblies.Select(assembly => Path.Combine(Path.GetDirectoryName(assembly)!, name + ".dll")).FirstOrDefault(File.Exists);
            if (file is null)
            {
                return null;
            }

            // From memory, so that the file stays free to be replaced.
            using var content = new MemoryStream(File.ReadAllBytes(file), writable: false);
            return LoadFromStream(content);
        }
    }
}
