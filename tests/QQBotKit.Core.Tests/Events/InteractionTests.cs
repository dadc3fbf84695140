namespace QQBotKit.Core.Tests.Events;

public class InteractionTests
{
    private const string User = "8DADB81BDDA743D9966AFB80A8EB9004";
    private const string Group = "4A432943CBF7F17D2877C681173E3CDC";
    private const string Member = "39875C5105F038DA34803BDB21F90388";

    [Theory]
    [InlineData("INTERACTION_CREATE", Scene.Group, Group, Member, "vote:3:yes", "b-yes")]
    [InlineData("INTERACTION_CREATE.c2c", Scene.C2C, User, User, "confirm", "")]
    [InlineData("INTERACTION_CREATE.guild", Scene.Channel, "640015521", "2906174480157730042", "next", "b-next")]
    public void A_click_on_a_button_says_where_who_and_what(string sample, Scene scene, string conversation, string user, string data, string button)
    {
        var click = Reading.Sample<InteractionCreated>(sample);

        click.Kind.Should().Be(InteractionKind.Button);
        (click.Conversation, click.UserId).Should().Be((new Target(scene, conversation), user));
        (click.ButtonData, click.ButtonId).Should().Be((data, button));
        click.Timestamp.Should().Be(DateTimeOffset.Parse("2026-09-18T20:15:30+08:00"));
    }

    [Fact]
    public void The_interaction_has_an_id_of_its_own()
    {
        var click = Reading.Sample<InteractionCreated>("INTERACTION_CREATE");

        (click.Id, click.EventId).Should().Be(("9d9da1bd-d689-2511-b712-ea76944938a3", "INTERACTION_CREATE:dc9e37d0-760e-3572-b280-18926928144c"));
    }

    [Fact]
    public void A_click_in_a_guild_names_the_message()
    {
        var click = Reading.Sample<InteractionCreated>("INTERACTION_CREATE.guild");

        (click.GuildId, click.MessageId).Should().Be(("7315042298310644121", "08e1f0a2c9d3"));
    }

    [Fact]
    public void The_menu_the_feedback_and_an_authorisation_have_what_belongs_to_them()
    {
        var menu = Reading.Sample<InteractionCreated>("INTERACTION_CREATE.menu");
        var feedback = Reading.Sample<InteractionCreated>("INTERACTION_CREATE.feedback");
        var authorised = Reading.Sample<InteractionCreated>("INTERACTION_CREATE.authorize");

        (menu.Kind, menu.FeatureId, menu.ButtonData).Should().Be((InteractionKind.Menu, "menu-help", ""));
        (feedback.Kind, feedback.Feedback, feedback.MessageId)
            .Should().Be((InteractionKind.Feedback, new InteractionFeedback("LIKE", true), "ROBOT1.0_1sAR6GsUi73RfmmtWCvLE-xz55s5rEBFHeJuToxtgtw!"));
        feedback.MessageScene!.IsOn("disable_net_search").Should().BeTrue();
        (authorised.Kind, authorised.Authorization, authorised.UserId)
            .Should().Be((InteractionKind.GroupAuthorization, new InteractionAuthorization("group_push", "dialog"), Member));
        (menu.Feedback, menu.Authorization, menu.Action, menu.MessageScene).Should().Be((null, null, null, null));
    }

    [Theory]
    [InlineData(15, "ENTER_STORY", InteractionKind.Story)]
    [InlineData(16, "gpt", InteractionKind.SwitchModel)]
    public void A_story_and_a_model_have_their_action(int type, string action, InteractionKind kind)
    {
        var e = Reading.Event<InteractionCreated>(
            "INTERACTION_CREATE", $$$"""{"id":"1","type":{{{type}}},"data":{"resolved":{"action":"{{{action}}}","feedback_opt":"","checked":0} },"user_openid":"U"}""");

        (e.Kind, e.Action, e.Feedback).Should().Be((kind, action, null));
    }

    [Fact]
    public void The_oldest_shape_has_neither_a_place_nor_a_person()
    {
        var click = Reading.Event<InteractionCreated>(
            "INTERACTION_CREATE", """{"chat_type":1,"data":{"resolved":{"button_data":"x","button_id":"y"},"type":11},"id":"1","version":1}""");

        (click.Kind, click.UserId, click.Conversation, click.ButtonData).Should().Be((InteractionKind.Button, "", null, "x"));
    }
}
