using FsCheck;
using FsCheck.Fluent;
using QQBotKit.Core.Buttons;
using QQBotKit.Core.Commands;

namespace QQBotKit.Core.Tests.Buttons;

/// <summary>What buttons carry: it comes back as it was given, and nobody but the bot can write it.</summary>
public sealed class ButtonDataTests
{
    private static readonly ButtonSigner Signer = new("1", "secret");

    private static readonly Gen<ButtonData> Datas =
        from button in ArbMap.Default.GeneratorFor<ulong>()
        from arguments in Gen.Elements("", "1", "a b", "\"one word\" 2", "晚安 😀", ".", "a.b", "\uD83D")
        from uses in Gen.Elements(Enum.GetValues<ButtonUses>())
        from set in ArbMap.Default.GeneratorFor<ulong>()
        from expires in Gen.Choose(1, int.MaxValue)
        from expiring in ArbMap.Default.GeneratorFor<bool>()
        from who in Gen.Elements(Enum.GetValues<ButtonPermissionKind>())
        from marks in ArbMap.Default.GeneratorFor<uint>().ListOf(3)
        select new ButtonData(button, arguments)
        {
            Uses = uses,
            Set = uses == ButtonUses.Unlimited ? 0 : set,
            Expires = expiring ? DateTimeOffset.FromUnixTimeSeconds(expires) : null,
            Who = who,
            Marks = [.. marks],
        };

    [Fact]
    public void What_is_written_is_read_again() => Property.Check(Datas, data =>
    {
        var written = Signer.Write(data);
        written.Should().HaveLength(written.Length).And.Match(text => text.Length <= ButtonData.Longest);
        Signer.Read(written).Should().BeEquivalentTo(data);
    });

    [Fact]
    public void What_anybody_else_wrote_or_changed_is_not_believed() => Property.Check(
        from data in Datas
        from at in Gen.Choose(0, ButtonData.Longest)
        from character in Gen.Elements("AZaz09-_.\"é😀 =+/\0".EnumerateRunes().Select(rune => rune.ToString()).ToArray())
        from how in Gen.Choose(0, 3)
        select (data, at, character, how),
        forged =>
        {
            var written = Signer.Write(forged.data);
            var at = forged.at % written.Length;
            var changed = forged.how switch
            {
                0 => written[..at] + forged.character + written[(at + 1)..],
                1 => written[..at] + forged.character + written[at..],
                2 => written[..at] + written[(at + 1)..],
                _ => written[..at],
            };
            if (changed != written)
            {
                Signer.Read(changed).Should().BeNull("of {0} made of {1}", changed, written);
            }

            Signer.Read(new ButtonSigner("1", "another").Write(forged.data)).Should().BeNull("it is of a bot with another secret");
            Signer.Read(new ButtonSigner("2", "secret").Write(forged.data)).Should().BeNull("it is of another bot");
        });

    [Fact]
    public void Whatever_comes_it_is_refused_and_harms_nobody() => Property.Check(
        ArbMap.Default.GeneratorFor<NonNull<string>>(), text => Signer.Read("qb1." + text.Get).Should().BeNull());

    [Fact]
    public void Any_text_comes_back_as_the_word_that_it_was() => Property.Check(
        from pieces in Gen.Elements("a", " ", "\"", "\\", "'", "“", "”", "「", "\n", "中", "😀", "<@1>", ".", "\u3000").ListOf()
        select string.Concat(pieces),
        text =>
        {
            var reader = new WordReader($"first {Words.Quote(text)} last");
            reader.TryRead(out _).Should().BeTrue();
            reader.TryRead(out var word).Should().BeTrue();
            word.ToString().Should().Be(text);
            reader.Rest.ToString().Should().Be("last");
        });
}
