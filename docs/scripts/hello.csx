bot.Command("hello", (string name = "world") => $"Hello, {name}!");
