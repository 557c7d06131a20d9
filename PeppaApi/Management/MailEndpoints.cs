using Microsoft.AspNetCore.Http.HttpResults;
using PeppaApi.Data.Entities;
using PeppaApi.Mail;

namespace PeppaApi.Management;

/// <summary>The mail server and what waits for it.</summary>
internal static class MailEndpoints
{
    public static void MapMail(this IEndpointRouteBuilder admin)
    {
        var server = admin.MapGroup("/settings/mail").WithTags("Settings");
        server.MapGet("", Ok<MailServerView> (MailServers servers) => TypedResults.Ok(servers.View()));
        server.MapPut("", PutAsync);
        var mails = admin.MapGroup("/mails").WithTags("Mails");
        mails.MapGet("", ListAsync);
        mails.MapPost("/test", TestAsync);
        mails.MapPost("/{id:long}/retry", RetryAsync);
        mails.MapDelete("/{id:long}", DiscardAsync);
    }

    private static async Task<Ok<MailServerView>> PutAsync(ServerBody body, MailServers servers, CancellationToken cancellationToken) =>
        TypedResults.Ok(await servers.SaveAsync(body.ToServer(), cancellationToken));

    private static async Task<Ok<PageOf<MailView>>> ListAsync([AsParameters] PageQuery page, string? state, MailDesk desk, CancellationToken cancellationToken)
    {
        var (number, size) = page.Checked();
        return TypedResults.Ok(PageOf<MailView>.Of(await desk.ListAsync(Fields.Word<MailState>(state, "state"), number, size, cancellationToken), mail => mail));
    }

    private static async Task<Ok<MailTestResult>> TestAsync(TestBody body, MailDesk desk, CancellationToken cancellationToken) =>
        TypedResults.Ok(await desk.SendTestAsync(Fields.Needed(body.To, "to"), cancellationToken));

    private static async Task<Results<NoContent, NotFound>> RetryAsync(long id, MailDesk desk, CancellationToken cancellationToken) =>
        await desk.RetryAsync(id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    private static async Task<Results<NoContent, NotFound>> DiscardAsync(long id, MailDesk desk, CancellationToken cancellationToken) =>
        await desk.DiscardAsync(id, cancellationToken) ? TypedResults.NoContent() : TypedResults.NotFound();

    /// <param name="Host">Empty is no server: mails go to the pickup folder.</param>
    /// <param name="Password">None keeps the stored one, as long as server and user stay the same. Never read back.</param>
    internal sealed record ServerBody(string? Host, int? Port, MailSecurity? Security, string? UserName, string? Password, string? From)
    {
        public MailServer ToServer() => new(Host ?? "", Port ?? 587, Security ?? MailSecurity.StartTls, UserName, Password, From ?? "");
    }

    internal sealed record TestBody(string? To);
}
