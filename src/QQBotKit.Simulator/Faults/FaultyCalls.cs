using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using QQBotKit.Simulator.Accounts;
using QQBotKit.Simulator.Rest;

namespace QQBotKit.Simulator.Faults;

/// <summary>Stands before every REST call, and fails those that a fault is meant for.</summary>
internal sealed class FaultyCalls(SimulatorFaults faults, TokenIssuer tokens)
{
    public Task ServeAsync(HttpContext http, RequestDelegate handler) =>
        faults.Any(static fault => fault.Kind == FaultKind.HttpStatus) ? DisturbAsync(http, handler) : handler(http);

    private async Task DisturbAsync(HttpContext http, RequestDelegate handler)
    {
        var fault = faults.Take((path: http.Request.Path.ToString(), bot: await CallerAsync(http)), static (fault, call) =>
            fault.Kind == FaultKind.HttpStatus && call.path.StartsWith(fault.Path!, StringComparison.Ordinal)
            && (fault.Bot is null || fault.Bot == call.bot));
        if (fault is null)
        {
            await handler(http);
            return;
        }

        if (fault.After == true)
        {
            await CarryOutAsync(http, handler);
        }

        if (fault.How == FaultManner.Never)
        {
            await faults.StayOpenAsync(http.RequestAborted);
            return;
        }

        await RefuseAsync(http, fault);
    }

    /// <summary>Answers as a fault says, or resets TCP.</summary>
    public static Task RefuseAsync(HttpContext http, Fault fault)
    {
        if (fault.How != FaultManner.Reset)
        {
            return FailAsync(http, fault);
        }

        if (http.Features.Get<CallRecord>() is { } record)
        {
            record.IsReset = true;
        }

        http.Abort();
        return Task.CompletedTask;
    }

    /// <summary>The AppID of whoever calls: from the token, or from the body of the call that asks for one.</summary>
    private async ValueTask<string?> CallerAsync(HttpContext http)
    {
        if (http.Request.Path != AccessEndpoints.TokenPath)
        {
            var header = http.Request.Headers.Authorization.ToString();
            return header.StartsWith(TokenIssuer.Scheme, StringComparison.Ordinal) ? tokens.Owner(header[TokenIssuer.Scheme.Length..])?.AppId : null;
        }

        if (await http.ReadBodyAsync() is not { } body)
        {
            return null;
        }

        // Whoever serves the call reads it again.
        http.Request.Body = new MemoryStream(body);
        return Http.Parse(body, SimulatorJson.Default.TokenRequest)?.AppId;
    }

    /// <summary>Lets the platform do what is asked, and keeps its answer from the client.</summary>
    private static async Task CarryOutAsync(HttpContext http, RequestDelegate handler)
    {
        var answer = http.Features.Get<IHttpResponseBodyFeature>();
        http.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(Stream.Null));
        try
        {
            await handler(http);
        }
        finally
        {
            http.Features.Set(answer);
        }

        http.Response.Clear();
        http.Features.Get<CallRecord>()?.Answered([]);
        http.BeginTrace();
    }

    private static async Task FailAsync(HttpContext http, Fault fault)
    {
        var status = fault.Status ?? StatusCodes.Status503ServiceUnavailable;
        if (fault.RetryAfter is { } seconds)
        {
            http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        if (fault.Code is { } code)
        {
            await http.RefuseAsync(new(status, code, "simulated fault", code));
        }
        else if (fault.Html == true)
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "text/html";
            var page = Encoding.UTF8.GetBytes($"<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>");
            http.Features.Get<CallRecord>()?.Answered(page);
            await http.Response.Body.WriteAsync(page, http.RequestAborted);
        }
        else
        {
            http.Response.StatusCode = status;
        }
    }
}
