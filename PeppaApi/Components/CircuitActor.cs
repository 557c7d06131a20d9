using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using PeppaApi.Auditing;
using PeppaApi.Components.Pages.Users;
using PeppaApi.Data;

namespace PeppaApi.Components;

/// <summary>
/// Tells the audit log whose click is being worked on: a live page has no request of its own. A click in somebody else's
/// pages writes nothing (decision 16), and none does anything once the session has ended in which the page was opened.
/// </summary>
internal sealed class CircuitActor(AuthenticationStateProvider authentication, IHttpContextAccessor requests, NavigationManager navigation) : CircuitHandler
{
    // Of the request that opened the page's connection.
    private readonly string _address = CurrentActor.AddressOf(requests.HttpContext);
    private bool _wasSignedIn;

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async activity =>
    {
        var state = await authentication.GetAuthenticationStateAsync();
        var isSignedIn = state.User.Identity is { IsAuthenticated: true };
        if (_wasSignedIn && !isSignedIn)
        {
            // The page gives way to the sign-in form; but a dialog stays open, and a browser may keep the connection.
            return;
        }

        _wasSignedIn = isSignedIn;
        CurrentActor.Enter(Actor.Of(state.User, _address));
        if (IsViewing())
        {
            WriteGuard.Enter(IsViewing);
        }

        await next(activity);
    };

    private bool IsViewing() => ViewedUser.Is(new Uri(navigation.Uri).AbsolutePath);
}
