using QQBotKit.Core.Buttons;
using QQBotKit.Core.Commands;
using QQBotKit.Core.Configuration;
using QQBotKit.Core.Scopes;

namespace QQBotKit.Core.Dispatch;

/// <summary>
/// The way of an event after its lane: middleware → command, button or hooks → author code → reply.
/// </summary>
internal sealed class Dispatcher(Registry registry, CommandSettings commands, AuthorCode author, Clicks clicks, Texts texts)
{
    /// <summary>Handles one event. Never throws.</summary>
    public async Task HandleAsync(BotEvent e)
    {
        try
        {
            if (Clicks.IsOne(e))
            {
                var click = (InteractionCreated)e;
                await RunButtonAsync(click);
                await clicks.AcknowledgedAsync(click);
            }
            else if (e is not MessageReceived message)
            {
                await RunHooksAsync(registry.Current.HooksOf(e), e);
            }
            else if (registry.Current.Middleware is { Length: > 0 } middleware)
            {
                await RunMiddlewareAsync(middleware, message);
            }
            else
            {
                await RouteAsync(message);
            }
        }
        catch (Exception fault)
        {
            author.Report(fault, "the kit itself", "dispatch", e);
        }
    }

    private async Task RunMiddlewareAsync(ReadOnlyMemory<Middleware> middleware, MessageReceived message)
    {
        if (middleware.IsEmpty)
        {
            await RouteAsync(message);
            return;
        }

        var (current, rest) = (middleware.Span[0], middleware[1..]);
        if (!current.Scope.TryEnter())
        {
            // Its version ended since the table was read. The one that took its place does the same.
            var others = rest.ToArray().Where(other => other.Scope != current.Scope);
            await RunMiddlewareAsync((Middleware[])[.. current.Scope.Successor?.Middleware ?? [], .. others], message);
        }
        else if (!current.Scope.IsOpen || current.Scope.IsOffIn(message.Conversation))
        {
            current.Scope.Exit();
            await RunMiddlewareAsync(rest, message);
        }
        else
        {
            await author.RunAsync(
                current.Scope, current, "a middleware", message,
                call => current.Run(message, () => call.OutsideAsync(() => RunMiddlewareAsync(rest, message))));
        }
    }

    private async Task RouteAsync(MessageReceived message)
    {
        while (true)
        {
            var live = registry.Current;
            if (!message.Sender.IsBot && live.Commands.TryMatch(message.Text, out var match)
                && (BotScope)match.Command.Bot is var scope && !scope.IsOffIn(message.Conversation))
            {
                if (!scope.TryEnter())
                {
                    continue; // Its version ended after the table was read; the next table is already there.
                }

                await RunCommandAsync(scope, match, message);
                return;
            }

            if (commands.Unknown == UnknownCommand.Suggest && !message.Sender.IsBot && live.Commands.Suggest(message.Text, message.Conversation) is { } nearest)
            {
                await AnswerAsync(live.Own, "the suggestion", message, texts.Of($"Unknown command. Did you mean {nearest} ?", $"没有这个指令，您是不是想用 {nearest} ？"));
            }

            await RunHooksAsync(live.HooksOf(message), message);
            return;
        }
    }

    private async Task RunCommandAsync(BotScope scope, CommandMatch match, MessageReceived message)
    {
        if (!scope.IsOpen)
        {
            scope.Exit();
            await AnswerAsync(scope, match.Command.Name, message, commands.Failed);
            return;
        }

        CommandResult result = default;
        using var answering = Hold(scope);
        var succeeded = await author.RunAsync(
            scope, match.Command, match.Command.Name, message,
            async call => result = await GrowAsync(scope, message, await match.Command.InvokeAsync(match, message, call.Token), call.Token));
        if (!succeeded)
        {
            await AnswerAsync(scope, match.Command.Name, message, commands.Failed);
        }
        else if (result.UsageError is { } usage)
        {
            await AnswerAsync(scope, match.Command.Name, message, usage);
        }
        else if (result.Reply is { } reply)
        {
            await AnswerAsync(scope, match.Command.Name, message, reply);
        }
    }

    private async Task RunButtonAsync(InteractionCreated click)
    {
        var verdict = await clicks.EndAsync(click);
        while (verdict is { Refusal: null, Data: { } data })
        {
            if (registry.Current.ButtonOf(data.Button) is not { } button)
            {
                verdict = new(data, Refusal.Gone);
            }
            else if ((BotScope)button.Bot is var scope && scope.TryEnter())
            {
                await RunButtonAsync(scope, button, click, data);
                return;
            }
        }

        // Where others would read it too, what the platform shows the person is enough.
        if (click.Conversation?.Scene is Scene.C2C or Scene.Direct && verdict.Refusal is { } refusal)
        {
            await AnswerAsync(registry.Current.Own, "a button", click, texts.Of(refusal.English, refusal.Chinese));
        }
    }

    private async Task RunButtonAsync(BotScope scope, ScopeButton button, InteractionCreated click, ButtonData data)
    {
        CommandResult result = default;
        var name = $"the button {button.Name}";
        using var answering = Hold(scope);
        var succeeded = await author.RunAsync(
            scope, button, name, click,
            async call => result = await GrowAsync(scope, click, await button.InvokeAsync(click, data.Arguments, call.Token), call.Token));
        if (!succeeded)
        {
            await AnswerAsync(scope, name, click, commands.Failed);
        }
        else if (result.UsageError is not null)
        {
            // The handler was changed since the button was made.
            await AnswerAsync(scope, name, click, texts.Of(Refusal.Gone.English, Refusal.Gone.Chinese));
        }
        else if (result.Reply is { } reply)
        {
            await AnswerAsync(scope, name, click, reply);
        }
    }

    /// <summary>Runs the hooks of an event. All hooks of one scope see it, or those of the version that took its place; never some of both.</summary>
    private async Task RunHooksAsync(ReadOnlyMemory<Hook> hooks, BotEvent e)
    {
        while (!hooks.IsEmpty)
        {
            var scope = hooks.Span[0].Scope;
            var own = hooks[..CountOf(hooks.Span, scope)];
            hooks = hooks[own.Length..];
            if (!scope.TryEnter())
            {
                await RunHooksAsync(scope.Successor is { } successor ? Registrations.HooksOf(successor.Hooks, e) : default, e);
                continue;
            }

            try
            {
                for (var i = 0; i < own.Length && scope.IsOpen && !scope.IsOffIn(e.Conversation); i++)
                {
                    var hook = own.Span[i];
                    if (scope.TryEnter())
                    {
                        await author.RunAsync(scope, hook, "a hook", e, call => hook.Run(e, call.Token));
                    }
                }
            }
            finally
            {
                scope.Exit();
            }
        }
    }

    private static int CountOf(ReadOnlySpan<Hook> hooks, BotScope scope)
    {
        var count = 0;
        while (count < hooks.Length && hooks[count].Scope == scope)
        {
            count++;
        }

        return count;
    }

    /// <summary>Keeps a scope, which is counted in, from its end until what its handler returned is sent.</summary>
    private static HeldScope Hold(BotScope scope)
    {
        scope.TryEnter();
        return new HeldScope(scope);
    }

    private readonly struct HeldScope(BotScope scope) : IDisposable
    {
        public void Dispose() => scope.Exit();
    }

    // A text that comes in pieces is made by the handler, which has not ended before it has.
    private static async ValueTask<CommandResult> GrowAsync(BotScope scope, BotEvent e, CommandResult result, CancellationToken cancellationToken)
    {
        if (result.Reply is not { MoreThanText.Pieces: not null } growing)
        {
            return result;
        }

        await scope.ReplyAsync(e, growing, cancellationToken);
        return default;
    }

    private async Task AnswerAsync(BotScope scope, string handler, BotEvent e, Message reply)
    {
        try
        {
            await ReplyAsync(scope, e, reply);
        }
        catch (Exception fault)
        {
            author.Report(fault, scope.Owner, handler, e);
        }
    }

    private static async Task ReplyAsync(BotScope scope, BotEvent e, Message reply)
    {
        if (reply.MoreThanText is { IsEmpty: false } || reply.Text.Length > 0)
        {
            await scope.ReplyAsync(e, reply);
        }
    }
}
