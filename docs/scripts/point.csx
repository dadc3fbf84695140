static double Length(this Point point) => Math.Sqrt(point.X * point.X + point.Y * point.Y);

record Point(double X, double Y);

bot.Command("length", (double x, double y) => $"{new Point(x, y).Length():0.##}");
