using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace PeppaApi.Hosting.Demo;

/// <summary>A stand-in for a vendor, on a free port of this machine, so that the demo needs no account anywhere.</summary>
internal sealed class SampleUpstream : IAsyncDisposable
{
    public const string Key = "sample-upstream-key";
    public static readonly string[] Models = ["gpt-4o-mini", "gpt-4o", "text-embedding-3-small"];
    private static readonly SampleReply Reply = new();
    private readonly WebApplication _app;

    private SampleUpstream(WebApplication app) => _app = app;

    public string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<SampleUpstream> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.UseRouting();
        app.MapGet("/v1/models", (RequestDelegate)ListModelsAsync);
        app.MapPost("/v1/chat/completions", (RequestDelegate)ChatAsync);
        app.MapPost("/v1/embeddings", (RequestDelegate)EmbedAsync);
        await app.StartAsync();
        return new SampleUpstream(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static Task ListModelsAsync(HttpContext context)
    {
        var models = Models.Select(JsonNode (model) => new JsonObject { ["id"] = model, ["object"] = "model", ["owned_by"] = "demo" });
        return WriteAsync(context, new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. models]) });
    }

    private static async Task ChatAsync(HttpContext context)
    {
        if (await ReadAsync(context) is { } request)
        {
            var chat = new SampleChat(Reply, request);
            await (request["stream"]?.GetValueKind() == System.Text.Json.JsonValueKind.True
                ? chat.StreamAsync(context)
                : WriteAsync(context, await chat.WholeAsync(context.RequestAborted)));
        }
    }

    private static async Task EmbedAsync(HttpContext context)
    {
        if (await ReadAsync(context) is not { } request)
        {
            return;
        }

        var inputs = request["input"] as JsonArray;
        var data = Enumerable.Range(0, inputs?.Count ?? 1).Select(JsonNode (i) => new JsonObject
        {
            ["object"] = "embedding",
            ["index"] = i,
            ["embedding"] = new JsonArray([.. Enumerable.Range(0, 8).Select(JsonNode (k) => JsonValue.Create(k == i % 8 ? 1.0 : 0.0))]),
        });
        var tokens = Reply.Count(request["input"]);
        await WriteAsync(context, new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. data]),
            ["model"] = request["model"]?.DeepClone(),
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        });
    }

    private static async Task<JsonObject?> ReadAsync(HttpContext context)
    {
        try
        {
            return (JsonObject)(await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidCastException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(context, new JsonObject
            {
                ["error"] = new JsonObject { ["message"] = "The body is no JSON object.", ["type"] = "invalid_request_error" },
            });
            return null;
        }
    }

    private static Task WriteAsync(HttpContext context, JsonObject body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body.ToJsonString(SampleReply.Json), context.RequestAborted);
    }
}
