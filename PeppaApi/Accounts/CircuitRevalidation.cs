using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using PeppaApi.Accounts.SigningIn;
using PeppaApi.Data.Entities;

namespace PeppaApi.Accounts;

/// <summary>
/// Ends what an open page may do once its user is disabled or has a new password, or their session was ended: a page lives on one connection and
/// sends no cookie again.
/// </summary>
internal sealed class CircuitRevalidation(
    ILoggerFactory loggers, IServiceScopeFactory scopes, IOptions<SecurityStampValidatorOptions> options)
    : RevalidatingServerAuthenticationStateProvider(loggers)
{
    protected override TimeSpan RevalidationInterval => options.Value.ValidationInterval;

    protected override async Task<bool> ValidateAuthenticationStateAsync(AuthenticationState authenticationState, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var signIn = scope.ServiceProvider.GetRequiredService<SignInManager<User>>();
        var who = authenticationState.User;
        return who.SessionId() is { } session
            && await signIn.ValidateSecurityStampAsync(who) is not null
            && await scope.ServiceProvider.GetRequiredService<SessionService>().IsLiveAsync(who.UserId(), session, cancellationToken);
    }
}
