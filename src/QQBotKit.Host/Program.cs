using QQBotKit.Core;
using QQBotKit.Host;

return await CommandLine.Create(Texts.OfMachine).Parse(args).InvokeAsync();
