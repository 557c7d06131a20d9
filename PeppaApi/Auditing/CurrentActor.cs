using System.Net;

namespace PeppaApi.Auditing;

/// <summary>
/// Who acts now: of a plain request its user, in a live page the user whose click is being worked on. Nobody where the
/// process acts by itself. It says whose name goes into the log, never who may do something.
/// </summary>
public sealed class CurrentActor(IHttpContextAccessor requests)
{
    private static readonly AsyncLocal<Actor?> InPage = new();

    public Actor? Value => InPage.Value ?? (requests.HttpContext is { } context ? Actor.Of(context.User, AddressOf(context)) : null);

    /// <summary>Everything that is awaited below the caller is done by this user.</summary>
    internal static void Enter(Actor actor) => InPage.Value = actor;

    internal static string AddressOf(HttpContext? context) => Text(context?.Connection.RemoteIpAddress);

    private static string Text(IPAddress? address) =>
        (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
}
