using System.Net;
using System.Text.RegularExpressions;

namespace PeppaApi.Tests.Support;

/// <summary>A browser without scripts: keeps cookies, reads forms, posts them. Redirects are looked at, not followed.</summary>
internal sealed partial class SiteVisitor : IDisposable
{
    private readonly HttpClient _client;

    public SiteVisitor(Uri address, string userAgent = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0")
    {
        _client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = address };
        _client.DefaultRequestHeaders.UserAgent.ParseAdd(userAgent);
        _client.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public CookieContainer Cookies { get; } = new();

    public HttpClient Client => _client;

    /// <summary>The page, or where it leads.</summary>
    public async Task<(int Status, string Text, string? Location)> GetAsync(string path) => await ReadAsync(await _client.GetAsync(path));

    /// <summary>Fills in the form of that name on the page and sends it.</summary>
    public async Task<(int Status, string Text, string? Location)> PostAsync(string path, string form, params (string Name, string Value)[] fields)
    {
        var (_, page, _) = await GetAsync(path);
        return await PostAsync(path, page, form, fields);
    }

    /// <summary>The same for a page that was read before.</summary>
    public async Task<(int Status, string Text, string? Location)> PostAsync(string path, string page, string form, params (string Name, string Value)[] fields)
    {
        var body = Form().Matches(page).Select(match => match.Value).FirstOrDefault(text => text.Contains($"value=\"{form}\"", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"There is no form {form} on {path}: {page}");
        var hidden = Hidden().Matches(body).Select(match => match.Value)
            .Select(input => (Name: Attribute(input, "name"), Value: Attribute(input, "value"))).Where(input => input.Name.Length > 0);
        var content = hidden.Where(input => !fields.Any(field => field.Name == input.Name)).Concat(fields);
        return await ReadAsync(await _client.PostAsync(path, new FormUrlEncodedContent(content.Select(field => KeyValuePair.Create(field.Name, field.Value)))));
    }

    public async Task<(int Status, string Text, string? Location)> LogInAsync(string name, string password, string returnUrl = "") => await PostAsync(
        "/login" + (returnUrl.Length > 0 ? "?returnUrl=" + Uri.EscapeDataString(returnUrl) : ""), "login", ("Input.Name", name), ("Input.Password", password));

    /// <summary>Signs up as far as a visitor can: the way goes on in the mail.</summary>
    public async Task<(int Status, string Text, string? Location)> SignUpAsync(string name, string email) => await PostAsync(
        "/register", "register", ("Input.UserName", name), ("Input.Email", email), ("Input.Password", ApiCalls.Password), ("Input.Accepted", "true"));

    public void Dispose() => _client.Dispose();

    private static async Task<(int Status, string Text, string? Location)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var location = response.Headers.Location;
            return ((int)response.StatusCode, WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()), location is { IsAbsoluteUri: true } && location.Authority == response.RequestMessage!.RequestUri!.Authority ? location.PathAndQuery : location?.OriginalString);
        }
    }

    private static string Attribute(string tag, string name) => Regex.Match(tag, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value;

    [GeneratedRegex("<form.*?</form>", RegexOptions.Singleline)]
    private static partial Regex Form();

    [GeneratedRegex("<input[^>]*type=\"hidden\"[^>]*>")]
    private static partial Regex Hidden();
}
