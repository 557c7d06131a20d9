using Microsoft.AspNetCore.Authorization;

namespace PeppaApi.Accounts.SigningIn;

/// <summary>Asks that the person proved who they are a short while ago: an open browser that is left alone gives nobody the account.</summary>
internal sealed class FreshSession : IAuthorizationRequirement
{
    internal sealed class Handler(SessionService sessions) : AuthorizationHandler<FreshSession>
    {
        protected override async Task HandleRequirementAsync(AuthorizationHandlerContext context, FreshSession requirement)
        {
            if (context.User.SessionId() is { } id && await sessions.IsFreshAsync(id))
            {
                context.Succeed(requirement);
            }
        }
    }
}
