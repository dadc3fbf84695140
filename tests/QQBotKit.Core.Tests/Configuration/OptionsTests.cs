using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Tests.Scopes;

namespace QQBotKit.Core.Tests.Configuration;

public sealed class OptionsTests
{
    [Fact]
    public void A_section_is_bound_to_the_authors_class()
    {
        var options = Bind<QuizOptions>(
            """
            rounds: 7
            title: 问答
            enabled: yes
            pace: very_slow
            ratio: 1.5
            ports: [1, 65535]
            words: { 你好: 您好, HI: bye }
            prizes:
              - { name: cup, points: 3 }
              - name: medal
            pause: 90s
            link: https://example.com/a
            limit: ~
            nested: { depth: 2 }
            tags: [b, a, b]
            scores: { 1: [0.5, 1] }
            anything: { a: [1, x] }
            """);

        (options.Rounds, options.Title, options.Enabled, options.Pace, options.Ratio).Should().Be((7, "问答", true, Pace.VerySlow, 1.5));
        options.Ports.Should().Equal((ushort)1, (ushort)65535);
        options.Words["hi"].Should().Be("bye", "the author's comparer is kept");
        options.Words.Should().NotContainKey("default", "a dictionary in the file takes the place of the author's");
        options.Prizes.Should().Equal(new Prize("cup", 3), new Prize("medal"));
        options.Pause.Should().Be(TimeSpan.FromSeconds(90));
        options.Link.Should().Be(new Uri("https://example.com/a"));
        options.Limit.Should().BeNull();
        options.Nested.Should().BeEquivalentTo(new Nested { Depth = 2, Kept = "by the author" });
        options.Tags.Should().BeEquivalentTo(["a", "b"]);
        options.Scores[1].Should().Equal(0.5, 1);
        options.Anything.Should().BeEquivalentTo(new Dictionary<string, object> { ["a"] = new List<object> { "1", "x" } });
    }

    [Theory]
    [InlineData("")]
    [InlineData("rounds:")]
    [InlineData("words: ~")]
    public void What_is_not_written_keeps_the_authors_default(string yaml) =>
        Bind<QuizOptions>(yaml).Should().BeEquivalentTo(new QuizOptions());

    [Theory]
    [InlineData("round: 7", "(8,7): unknown key 'round' in plugins.options.quiz; did you mean 'rounds'?")]
    [InlineData("Rounds: 7", "(8,7): unknown key 'Rounds' in plugins.options.quiz; did you mean 'rounds'?")]
    [InlineData("computed: 7", "(8,7): unknown key 'computed' in plugins.options.quiz; the keys are: rounds, ")]
    [InlineData("rounds: many", "(8,15): plugins.options.quiz.rounds must be a whole number from -2147483648 to 2147483647, but is 'many'")]
    [InlineData("rounds: 1.5", "(8,15): plugins.options.quiz.rounds must be a whole number from")]
    [InlineData("rounds: [1]", "(8,15): plugins.options.quiz.rounds must be a whole number from -2147483648 to 2147483647, but is a list")]
    [InlineData("rounds: 100", "(8,15): plugins.options.quiz.rounds must be from 1 to 10, but is '100'")]
    [InlineData("rounds: ${ROUNDS}", "(8,15): plugins.options.quiz.rounds must be from 1 to 10, but is '${ROUNDS}'")]
    [InlineData("ports: [1, 65536]", "(8,18): plugins.options.quiz.ports[1] must be a whole number from 0 to 65535, but is '65536'")]
    [InlineData("ratio: 1,5", "(8,14): plugins.options.quiz.ratio must be a number, but is '1,5'")]
    [InlineData("enabled: maybe", "(8,16): plugins.options.quiz.enabled must be true or false, but is 'maybe'")]
    [InlineData("pace: slow", "(8,13): plugins.options.quiz.pace must be one of fast, very_slow, but is 'slow'")]
    [InlineData("pace: 1", "(8,13): plugins.options.quiz.pace must be one of fast, very_slow, but is '1'")]
    [InlineData("pause: 30", "(8,14): plugins.options.quiz.pause must be a duration, such as 500ms, 30s, 5m, 2h, 1d or 00:05:00, but is '30'")]
    [InlineData("link: example", "(8,13): plugins.options.quiz.link must be an absolute address, such as https://example.com, but is 'example'")]
    [InlineData("words: [a]", "(8,14): plugins.options.quiz.words must be a section with keys, but is a list")]
    [InlineData("tags: a", "(8,13): plugins.options.quiz.tags must be a list, such as [a, b], but is 'a'")]
    [InlineData("nested: 1", "(8,15): plugins.options.quiz.nested must be a section with keys, but is '1'")]
    [InlineData("nested: { deep: 1 }", "(8,17): unknown key 'deep' in plugins.options.quiz.nested; the keys are: depth, kept")]
    [InlineData("nested: { depth: 0 }", "(8,24): plugins.options.quiz.nested.depth must be from 1 to 5, but is '0'")]
    [InlineData("prizes: [{ points: 1 }]", "(8,16): plugins.options.quiz.prizes[0].name is missing")]
    [InlineData("prizes: [{ name: a, points: -1 }]", "(8,35): plugins.options.quiz.prizes[0].points must be from 0 to 100, but is '-1'")]
    [InlineData("prizes: [{ name: a, colour: red }]", "(8,27): unknown key 'colour' in plugins.options.quiz.prizes[0]; the keys are: name, points")]
    [InlineData("title: \"\"", "(8,14): plugins.options.quiz.title must be given, but is ''")]
    [InlineData("rounds: 2\ntitle: 2 rounds", "(9,14): plugins.options.quiz.title: must not speak of rounds")]
    [InlineData("api_token: [1]", "(8,18): plugins.options.quiz.api_token must be")]
    [InlineData("frozen: [1]", "(8,15): plugins.options.quiz.frozen: the options class asks for a ImmutableArray`1 here")]
    [InlineData("careful: 13", "(8,16): plugins.options.quiz.careful: no 13, please")]
    public void A_mistake_is_named_with_its_place(string yaml, string expected)
    {
        var bind = () => Bind<QuizOptions>(yaml);
        bind.Should().Throw<OptionsException>().Which.Message.Should().Match(message => message.Contains($"bot.yaml{expected}", StringComparison.Ordinal))
            .And.NotContain(Environment.NewLine, "there is one mistake");
    }

    [Fact]
    public void All_mistakes_of_a_section_are_reported_at_once()
    {
        var bind = () => Bind<QuizOptions>("rounds: x\nport: 1\nratio: y");
        bind.Should().Throw<OptionsException>().Which.Message.Split(Environment.NewLine).Should().HaveCount(3);
    }

    [Fact]
    public void A_value_that_is_needed_is_asked_for_even_without_a_section()
    {
        using var file = YamlFile.WithBot("");
        var bind = () => file.Settings().Bots["main"].Plugins.Bind<Demanding>("weather");
        bind.Should().Throw<OptionsException>().Which.Message.Split(Environment.NewLine).Should().Equal(
            $"{file.Path}: plugins.options.weather.api_key must be given",
            $"{file.Path}: plugins.options.weather.inner.city must be given");
    }

    [Fact]
    public void A_token_is_never_quoted()
    {
        var bind = () => Bind<QuizOptions>("api_token: hunter2");
        bind.Should().Throw<OptionsException>().Which.Message.Should().Contain("not shown").And.NotContain("hunter2");
    }

    [Fact]
    public void A_property_without_a_setter_is_a_key_if_it_is_a_collection()
    {
        var options = Bind<FilledOptions>("names: [a, b]");
        options.Names.Should().Equal("a", "b");
    }

    [Fact]
    public void A_required_member_of_a_nested_class_must_be_there()
    {
        var bind = () => Bind<FilledOptions>("rules: [{ }]");
        bind.Should().Throw<OptionsException>().WithMessage("*(8,15): plugins.options.quiz.rules[0].pattern is missing");
    }

    [Fact]
    public void A_bot_lays_its_own_options_over_the_common_ones_key_by_key()
    {
        using var file = new YamlFile(
            """
            bots:
              main:
                app_id: 1
                secret: x
                plugins: { options: { Quiz: { rounds: 3, nested: { depth: 4 } }, solo: { rounds: 9 }, empty: } }
              other: { app_id: 2, secret: x }
            plugins: { options: { quiz: { rounds: 5, title: common, nested: { kept: common } }, empty: { rounds: 8 } } }
            scripts: { options: { quiz: { title: script } } }
            """);
        var settings = file.Settings();

        var own = settings.Bots["main"].Plugins.Bind<QuizOptions>("QUIZ");
        (own.Rounds, own.Title).Should().Be((3, "common"));
        own.Nested.Should().BeEquivalentTo(new Nested { Depth = 4, Kept = "common" });
        settings.Bots["main"].Plugins.Bind<QuizOptions>("solo").Rounds.Should().Be(9);
        settings.Bots["main"].Plugins.Bind<QuizOptions>("empty").Rounds.Should().Be(8, "an empty section overrides nothing");
        settings.Bots["other"].Plugins.Bind<QuizOptions>("quiz").Rounds.Should().Be(5);
        settings.Bots["main"].Scripts.Bind<QuizOptions>("quiz").Title.Should().Be("script");
        settings.Bots["main"].Plugins.Has("SOLO").Should().BeTrue();
        settings.Plugins.Options.Has("solo").Should().BeFalse();
    }

    [Fact]
    public void Without_a_file_every_class_keeps_its_defaults() =>
        ExtensionOptions.None.Bind<QuizOptions>("quiz").Should().BeEquivalentTo(new QuizOptions());

    [Fact]
    public void Binding_does_not_keep_the_plugins_load_context_alive()
    {
        var context = BindInCollectibleContext();

        Unloading.Wait(() => !context.IsAlive).Should().BeTrue();
    }

    // Not inlined: a local of the caller would itself keep the context alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference BindInCollectibleContext()
    {
        var context = new AssemblyLoadContext("plugin", isCollectible: true);
        var type = context.LoadFromAssemblyPath(typeof(QuizOptions).Assembly.Location).GetType(typeof(QuizOptions).FullName!)!;
        type.Should().NotBe<QuizOptions>("it is the plugin's own copy");

        const string Valid = "{ rounds: 3, pace: fast, ports: [1], prizes: [{ name: a }], words: { a: b }, scores: { 1: [1] }, level: 5 }";
        using var file = YamlFile.WithBot($"plugins: {{ options: {{ quiz: {Valid}, wrong: {{ rounds: 100, title: \"\" }} }} }}");
        var options = file.Settings().Plugins.Options;
        var bind = typeof(ExtensionOptions).GetMethod(nameof(ExtensionOptions.Bind))!.MakeGenericMethod(type);
        bind.Invoke(options, ["quiz"]).Should().NotBeNull();
        FluentActions.Invoking(() => bind.Invoke(options, ["wrong"])).Should().Throw<TargetInvocationException>().WithInnerException<OptionsException>();

        context.Unload();
        return new WeakReference(context);
    }

    private static T Bind<T>(string section) where T : class, new()
    {
        using var file = YamlFile.WithBot($"plugins:\n  options:\n    quiz:\n      {section.ReplaceLineEndings("\n      ")}");
        file.Environment["ROUNDS"] = "11";
        return file.Settings().Plugins.Options.Bind<T>("quiz");
    }

    public enum Pace
    {
        Fast,
        VerySlow,
    }

    public sealed record Prize(string Name, [Range(0, 100)] int Points = 1);

    public readonly record struct Level(int Value) : IParsable<Level>
    {
        public static Level Parse(string s, IFormatProvider? provider) => new(int.Parse(s, provider));

        public static bool TryParse([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] string? s, IFormatProvider? provider, out Level result)
        {
            var parsed = int.TryParse(s, provider, out var value);
            result = new Level(value);
            return parsed;
        }
    }

    public sealed class Nested
    {
        [Range(1, 5)]
        public int Depth { get; set; } = 1;

        public string Kept { get; init; } = "by nobody";
    }

    public sealed class QuizOptions : IValidatableObject
    {
        [Range(1, 10)]
        public int Rounds { get; set; } = 5;

        [Required]
        public string Title { get; set; } = "quiz";

        public bool Enabled { get; init; }

        public Pace Pace { get; set; }

        public double Ratio { get; set; } = 1;

        public ushort[] Ports { get; set; } = [];

        [MinLength(1)]
        public Dictionary<string, string> Words { get; set; } = new(StringComparer.OrdinalIgnoreCase) { ["default"] = "x" };

        public IReadOnlyList<Prize> Prizes { get; set; } = [];

        public TimeSpan Pause { get; set; }

        public Uri? Link { get; set; }

        public int? Limit { get; set; } = 3;

        public Nested Nested { get; set; } = new() { Kept = "by the author" };

        public ISet<string> Tags { get; set; } = new HashSet<string>();

        public IReadOnlyDictionary<int, List<double>> Scores { get; set; } = new Dictionary<int, List<double>>();

        public object? Anything { get; set; }

        public Level Level { get; set; }

        public int ApiToken { get; set; }

        public ImmutableArray<int> Frozen { get; set; } = [];

        public int Careful
        {
            get;
            set => field = value == 13 ? throw new ArgumentException("no 13, please") : value;
        }

        public int Computed => Rounds * 2;

        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (Title.Contains("rounds", StringComparison.Ordinal))
            {
                yield return new ValidationResult("must not speak of rounds", [nameof(Title)]);
            }
        }
    }

    public sealed class Demanding
    {
        [Required]
        public string ApiKey { get; set; } = "";

        public Place Inner { get; } = new();

        public sealed class Place
        {
            [Required]
            public string? City { get; set; }
        }
    }

    public sealed class FilledOptions
    {
        public List<string> Names { get; } = ["default"];

        public IEnumerable<Rule> Rules { get; set; } = [];

        public sealed class Rule
        {
            public required string Pattern { get; init; }
        }
    }
}
