using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace PeppaApi.Tests.Support;

/// <summary>Another site where people have accounts: speaks OpenID Connect and GitHub's OAuth, and lets everybody in at once as <see cref="Person"/>.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RSA _key = RSA.Create(2048);
    private string? _nonce;
    private string? _challenge;

    private FakeProvider()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new
        {
            issuer = Address,
            authorization_endpoint = Address + "/authorize",
            token_endpoint = Address + "/token",
            jwks_uri = Address + "/keys",
        }));
        _app.MapGet("/keys", () => Results.Json(new { keys = new[] { Public() } }));
        _app.MapGet("/authorize", Authorize);
        _app.MapGet("/login/oauth/authorize", Authorize);
        _app.MapPost("/token", async (HttpRequest request) => Results.Json(new { access_token = "access", token_type = "Bearer", id_token = Proved(await request.ReadFormAsync()) ? Token() : "forged" }));
        _app.MapPost("/login/oauth/access_token", async (HttpRequest request) =>
            Proved(await request.ReadFormAsync()) ? Results.Json(new { access_token = "access", token_type = "bearer" }) : Results.Json(new { error = "bad_verification_code" }));
        _app.MapGet("/api/v3/user", (HttpRequest request) =>
            request.Headers.Authorization == "Bearer access" && request.Headers.UserAgent.Count > 0 ? Results.Json(new { id = 4711, login = Person }) : Results.Unauthorized());
    }

    public string Address { get; private set; } = "";

    public string Person { get; set; } = "octocat";

    public static async Task<FakeProvider> StartAsync()
    {
        var provider = new FakeProvider();
        await provider._app.StartAsync();
        provider.Address = provider._app.Urls.First();
        return provider;
    }

    /// <summary>Settings of a site that trusts this provider in both ways.</summary>
    public string[] Settings =>
    [
        $"--Accounts:OpenIdConnect:Authority={Address}", "--Accounts:OpenIdConnect:ClientId=peppa", "--Accounts:OpenIdConnect:ClientSecret=provider-secret", "--Accounts:OpenIdConnect:DisplayName=Company",
        $"--Accounts:GitHub:Address={Address}", "--Accounts:GitHub:ClientId=peppa", "--Accounts:GitHub:ClientSecret=provider-secret",
    ];

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private IResult Authorize(HttpRequest request)
    {
        (_nonce, _challenge) = (request.Query["nonce"], request.Query["code_challenge"]);
        return Results.Redirect($"{request.Query["redirect_uri"]}?code=the-code&state={Uri.EscapeDataString(request.Query["state"].ToString())}");
    }

    private bool Proved(IFormCollection form) =>
        form["code"] == "the-code" && form["client_secret"] == "provider-secret"
        && Base64UrlEncoder.Encode(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) == _challenge;

    private object Public()
    {
        var parameters = _key.ExportParameters(false);
        return new { kty = "RSA", use = "sig", kid = "1", alg = "RS256", n = Base64UrlEncoder.Encode(parameters.Modulus), e = Base64UrlEncoder.Encode(parameters.Exponent) };
    }

    private string Token() => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
    {
        Issuer = Address,
        Audience = "peppa",
        Expires = TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(5),
        Claims = new Dictionary<string, object> { ["sub"] = Person, ["nonce"] = _nonce!, ["email"] = "root@example.com", ["email_verified"] = true },
        SigningCredentials = new SigningCredentials(new RsaSecurityKey(_key) { KeyId = "1" }, SecurityAlgorithms.RsaSha256),
    });
}
