using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using PeppaApi.Auditing;

namespace PeppaApi.Components;

/// <summary>Tells the audit log whose click is being worked on: a live page has no request of its own.</summary>
internal sealed class CircuitActor(AuthenticationStateProvider authentication, IHttpContextAccessor requests) : CircuitHandler
{
    // Of the request that opened the page's connection.
    private readonly string _address = CurrentActor.AddressOf(requests.HttpContext);

    public override Func<CircuitInboundActivityContext, Task> CreateInboundActivityHandler(Func<CircuitInboundActivityContext, Task> next) => async activity =>
    {
        var state = await authentication.GetAuthenticationStateAsync();
        CurrentActor.Enter(Actor.Of(state.User, _address));
        await next(activity);
    };
}
