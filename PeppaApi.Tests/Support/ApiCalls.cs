using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Accounts;

namespace PeppaApi.Tests.Support;

/// <summary>Calls of the management API as a script makes them.</summary>
internal static class ApiCalls
{
    public const string Password = "a long enough password";

    public static async Task<(int Status, JsonNode? Body)> CallAsync(this HttpClient client, string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        var isJson = response.Content.Headers.ContentType?.MediaType?.Contains("json", StringComparison.Ordinal) == true;
        return ((int)response.StatusCode, isJson ? JsonNode.Parse(text) : null);
    }

    /// <summary>The same for an operator.</summary>
    public static async Task<(long Id, HttpClient Client)> OperatorAsync(this AppHost app, string name)
    {
        var user = await app.Services.GetRequiredService<UserService>().CreateAsync(new NewUser(name, $"{name}@example.com", Password, EmailConfirmed: true));
        await app.Admin.CallAsync("PUT", $"/api/users/{user.Id}/role", """{"role":"operator"}""");
        return (user.Id, app.Client(await app.Services.GetRequiredService<AccessTokenService>().CreateAsync(user.Id, "test")));
    }

    /// <summary>Signs somebody up and gives them an access token.</summary>
    public static async Task<(long Id, HttpClient Client)> UserAsync(this AppHost app, string name)
    {
        var user = await app.Services.GetRequiredService<UserService>().CreateAsync(new NewUser(name, $"{name}@example.com", Password));
        var key = await app.Services.GetRequiredService<AccessTokenService>().CreateAsync(user.Id, "test");
        return (user.Id, app.Client(key));
    }
}
