using Microsoft.Extensions.Logging.Abstractions;
using QQBotKit.Core.Scripts;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Scripts;

public sealed class ScriptCacheTests : IDisposable
{
    private static readonly CompiledScript Script = new([1, 2, 3], [4, 5], "Script", "<Factory>");

    private readonly TemporaryFolder _folder = new();
    private readonly ScriptCache _cache;

    public ScriptCacheTests() => _cache = new ScriptCache(_folder["cache"], NullLogger.Instance);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_was_stored_is_found_by_another_process()
    {
        _cache.Store("ping", "key", Script);

        new ScriptCache(_folder["cache"], NullLogger.Instance).Find("ping", "key").Should().BeEquivalentTo(Script);
    }

    [Fact]
    public void Another_key_or_name_finds_nothing()
    {
        _cache.Find("ping", "key").Should().BeNull("there is no folder yet");
        _cache.Store("ping", "key", Script);

        _cache.Find("ping", "other").Should().BeNull();
        _cache.Find("pong", "key").Should().BeNull();
    }

    [Fact]
    public void A_script_keeps_one_entry_only()
    {
        _cache.Store("ping", "old", Script);
        _cache.Store("ping", "new", Script);

        _cache.Find("ping", "new").Should().NotBeNull();
        Directory.GetFiles(_folder["cache"]).Should().ContainSingle();
    }

    [Fact]
    public void An_entry_with_any_byte_changed_or_cut_off_is_not_there_and_is_replaced()
    {
        _cache.Store("ping", "key", Script);
        var path = Directory.GetFiles(_folder["cache"]).Single();
        var whole = File.ReadAllBytes(path);

        for (var i = 0; i < whole.Length; i++)
        {
            File.WriteAllBytes(path, whole[..i]);
            _cache.Find("ping", "key").Should().BeNull($"it was cut at {i}");

            var changed = whole.ToArray();
            changed[i] ^= 0x40;
            File.WriteAllBytes(path, changed);
            _cache.Find("ping", "key").Should().BeNull($"byte {i} is wrong");
        }

        _cache.Store("ping", "key", Script);
        _cache.Find("ping", "key").Should().BeEquivalentTo(Script);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_only_costs_the_cache()
    {
        var cache = new ScriptCache(_folder.Write("a-file", ""), NullLogger.Instance);

        cache.Store("ping", "key", Script);

        cache.Find("ping", "key").Should().BeNull();
    }

    [Fact]
    public void The_environment_names_this_build_and_runtime() =>
        ScriptCache.Environment.Should().Contain(typeof(ScriptCache).Module.ModuleVersionId.ToString())
            .And.Contain(typeof(IBot).Module.ModuleVersionId.ToString())
            .And.Contain(Environment.Version.ToString());
}
