using System.ComponentModel;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.Metadata;
using PeppaApi.Ledger;
using PeppaApi.Settings;

namespace PeppaApi.Management;

/// <summary>Gives every failure below /api the shape of problem details, and bad input the name of its field.</summary>
internal static partial class ApiErrors
{
    private const string Unreadable = "The value cannot be read.";

    public static void UseApiErrors(this IApplicationBuilder app) => app.UseWhen(
        context => context.Request.Path.StartsWithSegments("/api"),
        api =>
        {
            api.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = WriteFaultAsync });
            api.UseStatusCodePages();
            api.Use(CatchBadInputAsync);
            api.Use(EndUnknownPathAsync);
        });

    /// <summary>A path that nobody knows ends here, before the site shows it a page.</summary>
    private static Task EndUnknownPathAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint() is not null)
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static async Task CatchBadInputAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
            if (context.Response is { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false } && UnreadableQuery(context) is { } name)
            {
                await WriteAsync(context, name, Unreadable);
            }
        }
        catch (InputException exception) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, exception.Field, exception.Message);
        }
        catch (DeniedException exception) when (!context.Response.HasStarted)
        {
            await TypedResults.Problem(exception.Message, statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(context);
        }
        catch (BadHttpRequestException exception) when (!context.Response.HasStarted)
        {
            await WriteAsync(context, exception);
        }
        catch (Exception exception) when (!context.Response.HasStarted && (exception is LedgerUnavailableException || IsStorage(exception)))
        {
            context.Response.Headers.RetryAfter = "5";
            await TypedResults.Problem("What is stored cannot be written or read at the moment. Try again later.", statusCode: StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
        }
    }

    private static bool IsStorage(Exception exception) => StorageFault.Is(exception) || (exception.InnerException is { } inner && IsStorage(inner));

    private static Task WriteAsync(HttpContext context, BadHttpRequestException exception)
    {
        if (exception.StatusCode != StatusCodes.Status400BadRequest)
        {
            return TypedResults.Problem(statusCode: exception.StatusCode).ExecuteAsync(context);
        }

        if (exception.InnerException is JsonException json)
        {
            var (field, message) = OfJson(json);
            return WriteAsync(context, field, message);
        }

        return Parameter().Match(exception.Message) is { Success: true } match
            ? WriteAsync(context, JsonNamingPolicy.CamelCase.ConvertName(match.Groups["name"].Value), Unreadable)
            : WriteAsync(context, "body", "A JSON object is needed.");
    }

    /// <summary>The query value that made the framework answer 400: of values that may be missing it tells no name.</summary>
    private static string? UnreadableQuery(HttpContext context) => context.GetEndpoint()?.Metadata.GetOrderedMetadata<IParameterBindingMetadata>()
        .Where(parameter => parameter.HasTryParse && context.Request.Query[parameter.Name] is [{ Length: > 0 } value] && !CanRead(parameter.ParameterInfo.ParameterType, value))
        .Select(parameter => JsonNamingPolicy.CamelCase.ConvertName(parameter.Name))
        .FirstOrDefault();

    private static bool CanRead(Type type, string value)
    {
        try
        {
            return TypeDescriptor.GetConverter(type).ConvertFromInvariantString(value) is not null;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            return false;
        }
    }

    /// <summary>What the JSON reader found, without the names of our types.</summary>
    internal static (string Field, string Message) OfJson(JsonException json) => json.Path is null or "$" or ""
        ? ("body", "The body is no JSON object.")
        : (json.Path.TrimStart('$', '.'), "The value has the wrong type, or the JSON breaks off here.");

    private static Task WriteAsync(HttpContext context, string field, string message) => TypedResults
        .ValidationProblem(new Dictionary<string, string[]> { [field] = [message] }).ExecuteAsync(context);

    private static Task WriteFaultAsync(HttpContext context) =>
        TypedResults.Problem(statusCode: StatusCodes.Status500InternalServerError).ExecuteAsync(context);

    // The only place where the framework tells the parameter's name.
    [GeneratedRegex("^(Failed to bind parameter|Required parameter) \"[^\" ]+ (?<name>\\w+)\"")]
    private static partial Regex Parameter();
}
