string Greeting(int hour) => hour switch
{
    < 12 => "Good morning · 早上好",
    < 18 => "Good afternoon · 下午好",
    _ => "Good evening · 晚上好",
};
