using Microsoft.Extensions.Options;
using PeppaApi.Providers;

namespace PeppaApi.Relay;

public static class RelayFeature
{
    public static IHostApplicationBuilder AddRelay(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RelayOptions>().BindConfiguration("Relay").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TokenCounter>();
        builder.Services.AddSingleton<RelayGate>();
        builder.Services.AddSingleton<CallerLimits>();
        builder.Services.AddSingleton<RateGate>();
        builder.Services.AddSingleton<RelayRequestReader>();
        builder.Services.AddSingleton<CreditHolder>();
        builder.Services.AddSingleton<KeyRejections>();
        builder.Services.AddSingleton<UpstreamSender>();
        builder.Services.AddSingleton<Settler>();
        builder.Services.AddSingleton<SpendingGuard>();
        builder.Services.AddSingleton<StreamRelay>();
        builder.Services.AddSingleton<WholeRelay>();
        builder.Services.AddSingleton<SoundRelay>();
        builder.Services.AddSingleton<RealtimeBookkeeper>();
        builder.Services.AddSingleton<RealtimeRelay>();
        builder.Services.AddSingleton<ReplyRelay>();
        builder.Services.AddSingleton<AttemptLoop>();
        builder.Services.AddSingleton<TokenCounts>();
        builder.Services.AddSingleton<RelayPipeline>();
        builder.Services.AddSingleton(services => new CrowdLimit(
            TimeSpan.FromMilliseconds(services.GetRequiredService<IOptions<RelayOptions>>().Value.ShedMilliseconds), services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<RelayLoad>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RelayLoad>());
        builder.Services.AddSingleton<RelayEntrance>();
        // Longer than the relay waits, so that what it then cuts is settled.
        builder.Services.AddOptions<HostOptions>().Configure<IOptions<RelayOptions>>((host, relay) => host.ShutdownTimeout = TimeSpan.FromSeconds(relay.Value.ShutdownSeconds + 10));
        builder.Services.AddSingleton<ModelsEndpoints>();
        builder.Services.AddSingleton<BillingEndpoints>();
        return builder;
    }

    /// <summary>The doors for programs. They authenticate by key themselves and skip what pages need (cookies, antiforgery, culture).</summary>
    public static void MapRelay(this IEndpointRouteBuilder app)
    {
        Post(app, "/v1/chat/completions", Doors.OpenAI, Operation.Chat);
        Post(app, "/v1/completions", Doors.OpenAI, Operation.Completion);
        Post(app, "/v1/embeddings", Doors.OpenAI, Operation.Embedding);
        Post(app, "/v1/messages", Doors.Anthropic, Operation.Chat);
        Post(app, "/v1/messages/count_tokens", Doors.Anthropic, Operation.CountTokens);
        Post(app, "/v1/responses", Doors.Responses, Operation.Responses);
        Post(app, "/v1/images/generations", Doors.OpenAI, Operation.ImageGeneration);
        Post(app, "/v1/images/edits", Doors.OpenAI, Operation.ImageEdit);
        Post(app, "/v1/images/variations", Doors.OpenAI, Operation.ImageVariation);
        Post(app, "/v1/audio/speech", Doors.OpenAI, Operation.Speech);
        Post(app, "/v1/audio/transcriptions", Doors.OpenAI, Operation.Transcription);
        Post(app, "/v1/audio/translations", Doors.OpenAI, Operation.Translation);
        Post(app, "/v1/moderations", Doors.OpenAI, Operation.Moderation);
        Post(app, "/v1/rerank", Doors.OpenAI, Operation.Rerank);
        Get(app, "/v1/models", context => Service<ModelsEndpoints>(context).ListAsync(context, DoorOf(context)));
        Get(app, "/v1/models/{**id}", context => Service<ModelsEndpoints>(context).GetAsync(context, DoorOf(context), (string?)context.Request.RouteValues["id"] ?? ""));
        foreach (var root in (string[])["", "/v1"])
        {
            Get(app, root + "/dashboard/billing/subscription", context => Service<BillingEndpoints>(context).SubscriptionAsync(context));
            Get(app, root + "/dashboard/billing/usage", context => Service<BillingEndpoints>(context).UsageAsync(context));
        }

        RealtimeRoute.Map(app);
        GeminiRoutes.Map(app);

        // Anything else below /v1 is a program's mistake and gets a program's answer, not a page.
        app.Map("/v1/{**path}", (RequestDelegate)(context => NotFoundAsync(context, DoorOf(context)))).ShortCircuit();
    }

    private static void Post(IEndpointRouteBuilder app, string route, DoorDialect door, Operation operation)
    {
        var entrance = app.ServiceProvider.GetRequiredService<RelayEntrance>();
        app.MapPost(route, (RequestDelegate)(context => entrance.RunAsync(context, door, new DoorCall(operation)))).ShortCircuit();
    }

    private static void Get(IEndpointRouteBuilder app, string route, RequestDelegate handler) =>
        app.MapGet(route, handler).ShortCircuit();

    private static T Service<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    /// <summary>The dialect of a client that calls an address of several.</summary>
    private static DoorDialect DoorOf(HttpContext context) => Doors.OfHeaders(context.Request.Headers.ContainsKey);

    internal static Task NotFoundAsync(HttpContext context, DoorDialect door)
    {
        var message = $"Unknown path: {context.Request.Method} {context.Request.Path}";
        return RelayFailureWriter.WriteAsync(context, door, new DoorError(404, "invalid_request_error", "unknown_path", null, message, RequestIds.Of(context)));
    }
}
