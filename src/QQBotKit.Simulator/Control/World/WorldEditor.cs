using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.World;

namespace QQBotKit.Simulator.Control.World;

/// <summary>Carries out <c>PUT /simulator/world</c>. It sets the stage: no bot is told of anything.</summary>
internal sealed class WorldEditor(SimulatedWorld world, BotAccounts accounts)
{
    private readonly Lock _gate = new();

    /// <summary>Changes the world. Otherwise nothing is different, and the result says what is wrong and where.</summary>
    public string? Apply(WorldChange change)
    {
        lock (_gate)
        {
            var plan = new WorldPlan(world);
            var wrong = WorldPlan.Each(change.Users, "users", (user, at) => PlanUser(plan, user, at) ?? PlanRemovedBots(plan, user.RemovedBots, user.Openid, at))
                ?? WorldPlan.Each(change.Groups, "groups", (group, at) => new GroupEditor(world, plan).Plan(group, at) ?? PlanRemovedBots(plan, group.RemovedBots, group.Openid, at))
                ?? WorldPlan.Each(change.Guilds, "guilds", new GuildEditor(world, plan).Plan)
                ?? WorldPlan.Each(change.Dms, "dms", (session, at) => PlanDirect(plan, session, at))
                ?? WorldPlan.Each(change.Bots, "bots", (bot, at) => PlanBot(plan, bot, at));
            if (wrong is null)
            {
                plan.Carry();
            }

            return wrong;
        }
    }

    private string? PlanUser(WorldPlan plan, UserChange user, string at)
    {
        var known = plan.Person(user.Openid);
        if (user.Removed)
        {
            plan.Then(() => Remove(known!));
            return known is null ? $"{at}: there is no user {ControlAnswers.Quote(user.Openid)} to remove" : null;
        }

        if (known is not null)
        {
            plan.Then(() => known.Name = user.Username ?? known.Name);
            plan.Then(() => SetSwitch(user));
            return (user.Id ?? known.Id) == known.Id && (user.UnionOpenid ?? known.UnionOpenid) == known.UnionOpenid
                ? null
                : $"{at}: the ids of user {known.Openid} cannot change";
        }

        var wrong = WorldPlan.CheckOpenid(user.Openid, $"{at}.openid")
            ?? (user.Id is null ? null : WorldPlan.CheckNumber(user.Id, $"{at}.id"))
            ?? (string.IsNullOrEmpty(user.Username) ? $"{at}.username is missing" : null)
            ?? (world.Conversation(user.Openid) is null ? null : $"{at}.openid: {ControlAnswers.Quote(user.Openid)} is the id of something else")
            ?? (plan.GuildUser(user.Id) is null ? null : $"{at}.id: {ControlAnswers.Quote(user.Id)} is another user's");
        if (wrong is null)
        {
            var openid = user.Openid!;
            plan.Add(new Person(openid, user.Id ?? StableIds.Number($"guild user {openid}"), user.UnionOpenid ?? StableIds.Openid($"union {openid}"), user.Username!));
            plan.Then(() => SetSwitch(user));
        }

        return wrong;
    }

    private void SetSwitch(UserChange user)
    {
        if (world.Conversation<C2CChat>(user.Openid) is { } chat)
        {
            chat.AllowsProactive = user.AllowProactiveMsg ?? chat.AllowsProactive;
        }
    }

    private string? PlanRemovedBots(WorldPlan plan, string[]? removed, string? openid, string at)
    {
        if (removed?.FirstOrDefault(appId => accounts.Find(appId) is null) is { } unknown)
        {
            return $"{at}.removed_bots: {Lookup.UnknownBot(unknown, accounts)}";
        }

        plan.Then(() =>
        {
            foreach (var bot in removed is null || world.Conversation(openid) is null ? [] : accounts.All)
            {
                world.Conversation(openid)!.SetLeft(bot, removed!.Contains(bot.AppId));
            }
        });
        return null;
    }

    private void Remove(Person person)
    {
        foreach (var group in world.Groups)
        {
            foreach (var member in group.Members.Where(member => member.Person == person))
            {
                group.Roster.Remove(member.Id);
            }
        }

        foreach (var guild in world.Guilds)
        {
            guild.Members.Remove(person.Id);
        }

        foreach (var session in world.DirectSessions.Where(session => session.Members[0].Person == person))
        {
            world.Remove(session);
        }

        world.Remove(person);
    }

    private string? PlanDirect(WorldPlan plan, DirectChange session, string at)
    {
        var known = world.Conversation<DirectSession>(session.GuildId);
        if (session.Removed)
        {
            plan.Then(() => world.Remove(known!));
            return known is null ? $"{at}: there is no session {ControlAnswers.Quote(session.GuildId)} to remove" : null;
        }

        if (known is not null)
        {
            return (session.SrcGuildId ?? known.Source.Id) == known.Source.Id && (session.User?.Id ?? known.Members[0].Id) == known.Members[0].Id
                ? null
                : $"{at}: the guild and the user of session {known.Id} cannot change";
        }

        var source = plan.Guild(session.SrcGuildId);
        var person = plan.GuildUser(session.User?.Id);
        var wrong = WorldPlan.CheckNumber(session.GuildId, $"{at}.guild_id")
            ?? (session.ChannelId is null ? null : WorldPlan.CheckNumber(session.ChannelId, $"{at}.channel_id"))
            ?? (source is null ? $"{at}.src_guild_id: there is no guild {ControlAnswers.Quote(session.SrcGuildId)}" : null)
            ?? (person is null ? $"{at}.user.id: there is no user {ControlAnswers.Quote(session.User?.Id)}" : null)
            ?? (world.Conversation(session.GuildId) is null ? null : $"{at}.guild_id: {ControlAnswers.Quote(session.GuildId)} is the id of something else");
        if (wrong is null)
        {
            plan.Then(() => world.Add(new DirectSession(new(person!, person!.Id))
            {
                Id = session.GuildId!,
                ChannelId = session.ChannelId ?? world.NextNumber(),
                Source = source!,
            }));
        }

        return wrong;
    }

    private string? PlanBot(WorldPlan plan, BotChange change, string at)
    {
        if (accounts.Find(change.AppId ?? "") is not { } bot)
        {
            return $"{at}.app_id: {Lookup.UnknownBot(change.AppId, accounts)}";
        }

        if (RightNames.Read(change.Rights, out var rights) is { } wrong)
        {
            return $"{at}.rights: {wrong}";
        }

        if (change.UrlHosts?.FirstOrDefault(static host => Uri.CheckHostName(host) == UriHostNameType.Unknown) is { } host)
        {
            return $"{at}.url_hosts: {ControlAnswers.Quote(host)} is no host, like example.com";
        }

        plan.Then(() =>
        {
            bot.Rights = change.Rights is null ? bot.Rights : rights;
            bot.IsCertified = change.Certified ?? bot.IsCertified;
            bot.UrlHosts = change.UrlHosts?.ToHashSet(StringComparer.OrdinalIgnoreCase) ?? bot.UrlHosts;
        });

        return null;
    }
}
