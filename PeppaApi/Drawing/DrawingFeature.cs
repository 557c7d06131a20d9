using PeppaApi.Drawing.Midjourney;
using PeppaApi.Drawing.Videos;
using PeppaApi.Providers;
using PeppaApi.Relay;

namespace PeppaApi.Drawing;

public static class DrawingFeature
{
    // midjourney-proxy knows the short ones, new-api those with a dash.
    private static readonly (string Prefix, string Mode)[] Modes =
        [("", ""), ("/fast", "fast"), ("/relax", "relax"), ("/turbo", "turbo"), ("/mj-fast", "fast"), ("/mj-relax", "relax"), ("/mj-turbo", "turbo")];

    public static IHostApplicationBuilder AddDrawing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<DrawingOptions>().BindConfiguration("Drawing").ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<TaskIds>();
        builder.Services.AddSingleton<TaskMemory>();
        builder.Services.AddSingleton<TaskSecrets>();
        builder.Services.AddSingleton<CallerGate>();
        builder.Services.AddSingleton<TaskEvents>();
        builder.Services.AddSingleton<TaskReader>();
        builder.Services.AddSingleton<TaskHttp>();
        builder.Services.AddSingleton<TaskUpstreams>();
        builder.Services.AddSingleton<TaskBook>();
        builder.Services.AddSingleton<TaskHooks>();
        builder.Services.AddSingleton<HookClient>();
        builder.Services.AddSingleton<TaskSubmitter>();
        builder.Services.AddSingleton<TaskFollower>();
        builder.Services.AddSingleton<TaskNews>();
        builder.Services.AddHostedService(services => services.GetRequiredService<TaskFollower>());
        builder.Services.AddSingleton<TaskDesk>();
        AddMidjourney(builder.Services);
        AddVideos(builder.Services);
        return builder;
    }

    /// <summary>Doors for programs, as those of the relay.</summary>
    public static void MapDrawing(this IEndpointRouteBuilder app)
    {
        foreach (var (prefix, mode) in Modes)
        {
            MapMidjourney(app, prefix, mode);
        }

        MapVideos(app);
    }

    private static void AddMidjourney(IServiceCollection services)
    {
        services.AddSingleton<MjDoor>();
        services.AddSingleton<MjLinks>();
        services.AddSingleton<MjArrivals>();
        services.AddSingleton<MjUpstream>();
        services.AddSingleton<ITaskUpstream>(provider => provider.GetRequiredService<MjUpstream>());
        services.AddSingleton<MjTasks>();
        services.AddSingleton<MjSubmissions>();
        services.AddSingleton<MjSeeds>();
        services.AddSingleton<DrawingBoard>();
        services.AddSingleton<MjEndpoints>();
        services.AddSingleton<MjCallbacks>();
        services.AddSingleton<PictureSource>();
        services.AddSingleton<MjPictures>();
        services.AddHostedService<MjHookSender>();
    }

    private static void AddVideos(IServiceCollection services)
    {
        services.AddSingleton<VideoDoor>();
        services.AddSingleton<VideoUpstream>();
        services.AddSingleton<ITaskUpstream>(provider => provider.GetRequiredService<VideoUpstream>());
        services.AddSingleton<VideoTasks>();
        services.AddSingleton<VideoSubmissions>();
        services.AddSingleton<VideoEndpoints>();
        services.AddSingleton<VideoContent>();
    }

    private static void MapVideos(IEndpointRouteBuilder app)
    {
        var videos = app.ServiceProvider.GetRequiredService<VideoEndpoints>();
        var door = app.ServiceProvider.GetRequiredService<VideoDoor>();
        void Map(string method, string route, Func<HttpContext, Task> answer) =>
            app.MapMethods(route, [method], (RequestDelegate)(context => door.GuardAsync(context, answer))).ShortCircuit();
        Map("POST", "/v1/videos", videos.CreateAsync);
        Map("GET", "/v1/videos", videos.ListAsync);
        Map("GET", "/v1/videos/{id}", context => videos.GetAsync(context, Value(context, "id")));
        Map("DELETE", "/v1/videos/{id}", context => videos.DeleteAsync(context, Value(context, "id")));
        Map("GET", "/v1/videos/{id}/content", context => Service<VideoContent>(context).ServeAsync(context, Value(context, "id")));
        Map("POST", "/v1/videos/{id}/remix", context => videos.RemixAsync(context, Value(context, "id")));
    }

    private static void MapMidjourney(IEndpointRouteBuilder app, string prefix, string mode)
    {
        var mj = app.ServiceProvider.GetRequiredService<MjEndpoints>();
        Post(app, prefix + "/mj/submit/{action}", context => mj.SubmitAsync(context, "submit/" + Value(context, "action"), mode));
        Post(app, prefix + "/mj/submit/swap-face", context => mj.SubmitAsync(context, "insight-face/swap", mode));
        Post(app, prefix + "/mj/insight-face/swap", context => mj.SubmitAsync(context, "insight-face/swap", mode));
        Post(app, prefix + "/mj/task/list-by-condition", mj.ListAsync);
        Post(app, prefix + "/mj/task/list-by-ids", mj.ListAsync);
        Post(app, prefix + "/mj/notify/{id}/{secret}", context => Service<MjCallbacks>(context).TakeAsync(context, Value(context, "id"), Value(context, "secret")));
        Get(app, prefix + "/mj/task/{id}/fetch", context => mj.FetchAsync(context, Value(context, "id")));
        Get(app, prefix + "/mj/task/{id}/image-seed", context => Service<MjSeeds>(context).AnswerAsync(context, Value(context, "id")));
        Get(app, prefix + "/mj/image/{id}", context => Service<MjPictures>(context).ServeAsync(context, Value(context, "id")));
        app.Map(prefix + "/mj/{**path}", Guarded(app, NotFoundAsync)).ShortCircuit();
    }

    private static void Post(IEndpointRouteBuilder app, string route, Func<HttpContext, Task> answer) => app.MapPost(route, Guarded(app, answer)).ShortCircuit();

    private static void Get(IEndpointRouteBuilder app, string route, Func<HttpContext, Task> answer) => app.MapGet(route, Guarded(app, answer)).ShortCircuit();

    private static RequestDelegate Guarded(IEndpointRouteBuilder app, Func<HttpContext, Task> answer)
    {
        var door = app.ServiceProvider.GetRequiredService<MjDoor>();
        return context => door.GuardAsync(context, answer);
    }

    private static T Service<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();

    private static string Value(HttpContext context, string name) => (string)context.Request.RouteValues[name]!;

    private static Task NotFoundAsync(HttpContext context) => MjDoor.WriteAsync(context, new DoorError(
        404, "invalid_request_error", "unknown_path", null, $"Unknown path: {context.Request.Method} {context.Request.Path}", RequestIds.Of(context)));
}
