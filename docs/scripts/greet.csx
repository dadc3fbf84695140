#load "shared/words.csx"

bot.Command("greet", () => Greeting(DateTime.Now.Hour));
