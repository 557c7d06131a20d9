using PeppaApi.Providers.OpenAI;

namespace PeppaApi.Relay;

public static class RelayFeature
{
    public static IHostApplicationBuilder AddRelay(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<RelayOptions>().BindConfiguration("Relay").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<OpenAITokenCounter>();
        builder.Services.AddSingleton<RelayGate>();
        builder.Services.AddSingleton<RateGate>();
        builder.Services.AddSingleton<RelayRequestReader>();
        builder.Services.AddSingleton<CreditHolder>();
        builder.Services.AddSingleton<KeyRejections>();
        builder.Services.AddSingleton<UpstreamSender>();
        builder.Services.AddSingleton<Settler>();
        builder.Services.AddSingleton<SpendingGuard>();
        builder.Services.AddSingleton<StreamRelay>();
        builder.Services.AddSingleton<WholeRelay>();
        builder.Services.AddSingleton<ReplyRelay>();
        builder.Services.AddSingleton<AttemptLoop>();
        builder.Services.AddSingleton<RelayPipeline>();
        builder.Services.AddSingleton<ModelsEndpoints>();
        builder.Services.AddSingleton<BillingEndpoints>();
        return builder;
    }

    /// <summary>The doors for programs. They authenticate by key themselves and skip what pages need (cookies, antiforgery, culture).</summary>
    public static void MapRelay(this IEndpointRouteBuilder app)
    {
        Post(app, "/v1/chat/completions", OpenAIOperation.ChatCompletions);
        Post(app, "/v1/completions", OpenAIOperation.Completions);
        Post(app, "/v1/embeddings", OpenAIOperation.Embeddings);
        Get(app, "/v1/models", context => Service<ModelsEndpoints>(context).ListAsync(context));
        Get(app, "/v1/models/{**id}", context => Service<ModelsEndpoints>(context).GetAsync(context, (string)context.Request.RouteValues["id"]!));
        foreach (var root in (string[])["", "/v1"])
        {
            Get(app, root + "/dashboard/billing/subscription", context => Service<BillingEndpoints>(context).SubscriptionAsync(context));
            Get(app, root + "/dashboard/billing/usage", context => Service<BillingEndpoints>(context).UsageAsync(context));
        }

        // Anything else below /v1 is a program's mistake and gets a program's answer, not a page.
        app.Map("/v1/{**path}", (RequestDelegate)NotFoundAsync).ShortCircuit();
    }

    private static void Post(IEndpointRouteBuilder app, string route, OpenAIOperation operation)
    {
        var pipeline = app.ServiceProvider.GetRequiredService<RelayPipeline>();
        app.MapPost(route, (RequestDelegate)(context => pipeline.RunAsync(context, operation))).ShortCircuit();
    }

    private static void Get(IEndpointRouteBuilder app, string route, RequestDelegate handler) =>
        app.MapGet(route, handler).ShortCircuit();

    private static T Service<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        var message = $"Unknown path: {context.Request.Method} {context.Request.Path}";
        return context.Response.WriteAsJsonAsync(
            new ErrorBody(new ErrorDetail(message, "invalid_request_error", null, "unknown_path")), ErrorJson.Default.ErrorBody);
    }
}
