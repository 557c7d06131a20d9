using PeppaApi.Accounts.SigningIn;

namespace PeppaApi.Components;

/// <summary>The cookie against cross-site posts. Its name follows the request, as that of the session does: forms must work without HTTPS, too.</summary>
internal sealed class AntiforgeryCookie : CookieBuilder
{
    private readonly IHttpContextAccessor _contexts;

    public AntiforgeryCookie(IHttpContextAccessor contexts)
    {
        _contexts = contexts;
        base.Name = "peppa.antiforgery";
        Path = "/";
        HttpOnly = true;
        IsEssential = true;
        SameSite = SameSiteMode.Strict;
        SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    public override string? Name
    {
        get => _contexts.HttpContext is { } context ? HostCookieManager.Name(context, base.Name!) : base.Name;
        set => base.Name = value;
    }
}
