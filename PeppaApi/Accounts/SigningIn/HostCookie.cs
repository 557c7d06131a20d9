namespace PeppaApi.Accounts.SigningIn;

/// <summary>
/// A cookie of the framework, or the beginning of the names of several. Its name follows the request, as that of the session does
/// (<see cref="HostCookieManager"/>): what it is for must work without HTTPS, too.
/// </summary>
internal sealed class HostCookie : CookieBuilder
{
    private readonly IHttpContextAccessor _contexts;

    public HostCookie(IHttpContextAccessor contexts, string name, SameSiteMode sameSite)
    {
        _contexts = contexts;
        base.Name = name;
        Path = "/";
        HttpOnly = true;
        IsEssential = true;
        SameSite = sameSite;
        SecurePolicy = CookieSecurePolicy.SameAsRequest;
    }

    public override string? Name
    {
        get => _contexts.HttpContext is { } context ? HostCookieManager.Name(context, base.Name!) : base.Name;
        set => base.Name = value;
    }
}
