using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.Loader;

namespace QQBotKit.Core.Scopes;

/// <summary>Guesses what holds a version that ended, from what its code calls: the usual holders are few, and known.</summary>
internal static class UnloadHolders
{
    private const int MostNamed = 3;

    // The likeliest first: what holds for good, then what holds as long as it runs.
    private static readonly Holder[] Known =
    [
        new("System.ComponentModel", "TypeDescriptor", "", "keeps every type it is asked about", "会一直保留它处理过的类型"),
        new("Newtonsoft.Json", "JsonConvert", "", "keeps the types it serialises: use System.Text.Json", "会一直保留它序列化过的类型：请改用 System.Text.Json"),
        new("Newtonsoft.Json", "JsonSerializer", "", "keeps the types it serialises: use System.Text.Json", "会一直保留它序列化过的类型：请改用 System.Text.Json"),
        new("Microsoft.CSharp.RuntimeBinder", "Binder", "", "keeps the types that `dynamic` meets", "会一直保留 dynamic 用到的类型"),
        new("System.ComponentModel.DataAnnotations", "Validator", "", "keeps every type it validates", "会一直保留它验证过的类型"),
        new("System", "AppDomain", "add_", "keeps a handler until it is removed with -=", "的事件处理程序需要用 -= 取消"),
        new("System.Runtime.Loader", "AssemblyLoadContext", "add_", "keeps a handler until it is removed with -=", "的事件处理程序需要用 -= 取消"),
        new("System.Threading.Tasks", "TaskScheduler", "add_", "keeps a handler until it is removed with -=", "的事件处理程序需要用 -= 取消"),
        new("System", "Console", "add_", "keeps a handler until it is removed with -=", "的事件处理程序需要用 -= 取消"),
        new("System.Net.NetworkInformation", "NetworkChange", "add_", "keeps a handler until it is removed with -=", "的事件处理程序需要用 -= 取消"),
        new("System.Runtime.InteropServices", "GCHandle", "Alloc", "keeps its object until it is freed", "在释放之前会一直保留对象"),
        new("System.Diagnostics", "ActivitySource", "AddActivityListener", "keeps a listener until it is disposed", "的监听器需要 Dispose"),
        new("System.Threading", "ThreadPool", "RegisterWaitForSingleObject", "keeps its callback until it is unregistered", "的回调需要取消注册"),
        new("System.Threading", "Thread", ".ctor", "runs until its method returns: end it by bot.Stopping", "在方法返回之前一直运行：请用 bot.Stopping 结束它"),
        new("System.Threading", "Timer", ".ctor", "runs until it is disposed", "在 Dispose 之前一直运行"),
        new("System.Timers", "Timer", ".ctor", "runs until it is disposed", "在 Dispose 之前一直运行"),
        new("System.Threading", "PeriodicTimer", ".ctor", "is waited for: pass bot.Stopping to the loop", "的循环仍在等待：请传入 bot.Stopping"),
        new("System.Threading", "CancellationToken", "Register", "keeps its callback until it is disposed", "的回调需要 Dispose"),
        new("System.Threading", "AsyncLocal`1", "", "stays in what was started while it was set", "会留在设置期间启动的任务里"),
        new("System.Threading.Tasks", "Task", "Delay", "is waited for: pass bot.Stopping to it", "仍在等待：请传入 bot.Stopping"),
        new("System.Threading.Tasks", "Task", "Run", "has a task that still runs: end it by bot.Stopping", "启动的任务仍在运行：请用 bot.Stopping 结束它"),
    ];

    public static string Of(AssemblyLoadContext? context, Texts texts)
    {
        var found = (context?.Assemblies ?? [])
            .SelectMany(Calls)
            .Distinct()
            .Select(call => (Holder: Array.FindIndex(Known, holder => holder.Fits(call)), call.Assembly))
            .Where(match => match.Holder >= 0)
            .DistinctBy(match => match.Holder)
            .OrderBy(match => match.Holder)
            .Take(MostNamed)
            .Select(match => Known[match.Holder].Describe(match.Assembly, texts))
            .ToArray();
        return found.Length > 0
            ? string.Join(texts.Of("; or ", "；或 "), found)
            : texts.Of("a task that still runs, or something outside that was given one of its objects", "仍在运行的任务，或拿到其对象的外部代码");
    }

    private static IEnumerable<Call> Calls(Assembly assembly)
    {
        var calls = new List<Call>();
        if (Metadata(assembly) is { } metadata)
        {
            foreach (var member in metadata.MemberReferences.Select(metadata.GetMemberReference))
            {
                if (TypeOf(metadata, member.Parent) is { } type)
                {
                    calls.Add(new(
                        metadata.GetString(type.Namespace), metadata.GetString(type.Name), metadata.GetString(member.Name), assembly.GetName().Name!));
                }
            }
        }

        return calls;
    }

    private static TypeReference? TypeOf(MetadataReader metadata, EntityHandle parent)
    {
        if (parent.Kind == HandleKind.TypeSpecification)
        {
            // A generic type: GENERICINST CLASS TypeDefOrRef … (ECMA-335 II.23.2.12).
            var signature = metadata.GetBlobReader(metadata.GetTypeSpecification((TypeSpecificationHandle)parent).Signature);
            if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            {
                return null;
            }

            _ = signature.ReadCompressedInteger();
            parent = signature.ReadTypeHandle();
        }

        return parent.Kind == HandleKind.TypeReference ? metadata.GetTypeReference((TypeReferenceHandle)parent) : null;
    }

    // From the memory where it runs: its file may be another version by now.
    private static unsafe MetadataReader? Metadata(Assembly assembly) =>
        assembly.TryGetRawMetadata(out var blob, out var length) ? new MetadataReader(blob, length) : null;

    private readonly record struct Call(string Namespace, string Type, string Member, string Assembly);

    private sealed record Holder(string Namespace, string Type, string Member, string English, string Chinese)
    {
        public bool Fits(Call call) => call.Type == Type && call.Namespace == Namespace && call.Member.StartsWith(Member, StringComparison.Ordinal);

        public string Describe(string assembly, Texts texts)
        {
            var name = Type.Split('`')[0] + Member switch
            {
                "" or ".ctor" => "",
                "add_" => texts.Of("'s events", " 的事件"),
                _ => "." + Member,
            };
            return texts.Of($"{Namespace}.{name}, which {English} (in {assembly})", $"{Namespace}.{name}，{Chinese}（见 {assembly}）");
        }
    }
}
