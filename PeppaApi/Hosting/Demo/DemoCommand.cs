using Microsoft.Data.Sqlite;

namespace PeppaApi.Hosting.Demo;

/// <summary>Serves with everything ready to try, in a folder that is gone afterwards.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(string[] settings, Terminal terminal)
    {
        var folder = Directory.CreateTempSubdirectory("peppa-demo-");
        try
        {
            string[] own = [$"--Storage:DataDirectory={folder.FullName}", "--Logging:LogLevel:Default=Warning"];
            await ServeAsync([.. settings, .. own], terminal);
            return ExitCodes.Success;
        }
        finally
        {
            SqliteConnection.ClearAllPools();
            folder.Delete(recursive: true);
        }
    }

    private static async Task ServeAsync(string[] settings, Terminal terminal)
    {
        await using var upstream = await SampleUpstream.StartAsync();
        var password = DemoData.NewPassword();
        await using var app = PeppaHost.Build([.. settings, .. DemoData.Settings(password)]);
        await PeppaHost.StartUpAsync(app);
        var data = await DemoData.CreateAsync(app.Services, password, upstream.Address);
        await app.StartAsync();
        await terminal.WriteAsync(Words(Reachable(app.Urls.First()), data));
        await app.WaitForShutdownAsync();
    }

    /// <summary>The address as a browser on this machine writes it.</summary>
    private static string Reachable(string url)
    {
        var address = BindingAddress.Parse(url);
        var host = address.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : address.Host;
        return $"{address.Scheme}://{host}:{address.Port}";
    }

    private static string Words(string address, DemoData data) => $$"""

        PeppaApi demo. Nothing of it is kept: it ends with Ctrl+C, and its data with it.

          Open      {{address}}
          User      {{DemoData.UserName}}
          Password  {{data.Password}}

        Send a request with the ready token, and watch it on the usage page:

          curl -N {{address}}/v1/chat/completions -H 'Authorization: Bearer {{data.TokenKey}}' -H 'Content-Type: application/json' -d '{"model":"gpt-4o-mini","stream":true,"messages":[{"role":"user","content":"Hello"}]}'

        """;
}
