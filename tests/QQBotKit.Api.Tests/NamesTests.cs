namespace QQBotKit.Api.Tests;

public class NamesTests
{
    [Fact]
    public void Scripts_and_plugins_can_use_the_calls_and_the_contract_side_by_side()
    {
        static IEnumerable<string> Names(Type one) =>
            one.Assembly.GetExportedTypes().Where(type => type.Namespace is "QQBotKit" or "QQBotKit.Api" && !type.IsNested).Select(type => type.Name);

        Names(typeof(QQBotApi)).Intersect(Names(typeof(IBot))).Should().BeEmpty("one name with two meanings would have to be written in full");
    }
}
