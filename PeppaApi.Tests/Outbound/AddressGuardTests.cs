using System.Net;
using System.Net.Sockets;
using PeppaApi.Outbound;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Outbound;

public sealed class AddressGuardTests
{
    private static readonly Dictionary<string, string[]> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["private.example"] = ["10.1.2.3"],
        ["private.example."] = ["10.1.2.3"],
        ["localhost"] = ["127.0.0.1", "::1"],
        ["localhost."] = ["127.0.0.1"],
        ["127.0.0.1.nip.example"] = ["127.0.0.1"],
        ["127.0.0.1."] = ["127.0.0.1"],
        ["metadata.example"] = ["169.254.169.254"],
        ["mapped.example"] = ["::ffff:192.168.0.1"],
        ["six.example"] = ["fd00::1"],
        ["mixed.example"] = ["10.0.0.1", "93.184.216.34"],
        ["public.example"] = ["93.184.216.34", "2606:2800:220:1::1"],
        ["nat64.example"] = ["64:ff9b::5db8:d822"],
    };

    [Theory]
    // Plain and special
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.255.255.254/")]
    [InlineData("http://0.0.0.0/")]
    [InlineData("http://0.1.2.3/")]
    [InlineData("http://10.0.0.1/")]
    [InlineData("http://100.64.0.1/")]
    [InlineData("http://100.100.100.200/")]
    [InlineData("http://100.127.255.255/")]
    [InlineData("http://168.63.129.16/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://169.254.170.2/")]
    [InlineData("http://172.16.0.1/")]
    [InlineData("http://172.31.255.255/")]
    [InlineData("http://192.0.0.192/")]
    [InlineData("http://192.0.2.1/")]
    [InlineData("http://192.88.99.1/")]
    [InlineData("http://192.168.1.1/")]
    [InlineData("http://198.18.0.1/")]
    [InlineData("http://198.51.100.7/")]
    [InlineData("http://203.0.113.7/")]
    [InlineData("http://224.0.0.1/")]
    [InlineData("http://239.255.255.250/")]
    [InlineData("http://240.0.0.1/")]
    [InlineData("http://255.255.255.255/")]
    // Other spellings
    [InlineData("http://2130706433/")]
    [InlineData("http://017700000001/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0x7f.0.0.1/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://127.0.1/")]
    [InlineData("http://10.1/")]
    [InlineData("http://0/")]
    [InlineData("http://0xA9FEA9FE/")]
    [InlineData("http://2852039166/")]
    [InlineData("http://127.0.0.1./")]
    [InlineData("http://１２７.0.0.1/")]
    [InlineData("http://127。0。0。1/")]
    // IPv6, mapped and tunnelled
    [InlineData("http://[::]/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[0:0:0:0:0:0:0:1]/")]
    [InlineData("http://[::127.0.0.1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[::ffff:0:127.0.0.1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[64:ff9b::8.8.8.8]/")]
    [InlineData("http://[64:ff9b:1::10.0.0.1]/")]
    [InlineData("http://[100::1]/")]
    [InlineData("http://[2001::1]/")]
    [InlineData("http://[2001:0:53aa:64c:0:7fff:f5ff:fffe]/")]
    [InlineData("http://[2001:db8::1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://[2002:a00:1::1]/")]
    [InlineData("http://[3fff::1]/")]
    [InlineData("http://[5f00::1]/")]
    [InlineData("http://[fc00::1]/")]
    [InlineData("http://[fd00:ec2::254]/")]
    [InlineData("http://[fe80::1]/")]
    [InlineData("http://[fe80::1%25eth0]/")]
    [InlineData("http://[fec0::1]/")]
    [InlineData("http://[ff02::1]/")]
    [InlineData("http://[2606:2800:220:1:0:5efe:10.0.0.1]/")]
    [InlineData("http://[2606:2800:220:1:200:5efe:10.0.0.1]/")]
    // Names and disguises
    [InlineData("http://localhost/")]
    [InlineData("http://LOCALHOST./")]
    [InlineData("http://private.example/")]
    [InlineData("http://private.example./")]
    [InlineData("http://127.0.0.1.nip.example/")]
    [InlineData("http://metadata.example/")]
    [InlineData("http://mapped.example/")]
    [InlineData("http://six.example/")]
    [InlineData("http://nat64.example/")]
    [InlineData("http://public.example@127.0.0.1/")]
    [InlineData("http://public.example:80@10.0.0.1/")]
    [InlineData("http://127.0.0.1#@public.example/")]
    [InlineData("http://127.0.0.1?@public.example/")]
    public async Task Connect_ToWhatIsNotPublic_IsRefused(string address)
    {
        var refused = await RefusalAsync(Guard(), address);
        Assert.Contains("Relay:AllowedPrivateHosts", refused!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.0.1.1")]
    [InlineData("198.20.0.1")]
    [InlineData("223.255.255.255")]
    [InlineData("168.63.129.17")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("public.example")]
    public async Task Resolve_Public_Passes(string host) =>
        Assert.NotEmpty(await Guard().ResolveAsync(host, TestContext.Current.CancellationToken));

    [Fact]
    public async Task Resolve_NameWithBoth_GivesThePublicOneOnly() =>
        Assert.Equal([IPAddress.Parse("93.184.216.34")], await Guard().ResolveAsync("mixed.example", TestContext.Current.CancellationToken));

    [Fact]
    public async Task Resolve_NameWithoutAddress_IsNotFound() =>
        await Assert.ThrowsAsync<SocketException>(() => Guard().ResolveAsync("nowhere.example", TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("10.0.0.0/8", "private.example", true)]
    [InlineData("private.example", "PRIVATE.example.", true)]
    [InlineData("private.example", "10.1.2.3", false)]
    [InlineData("192.168.0.0/16", "mapped.example", true)]
    [InlineData("192.168.0.0/16", "::ffff:192.168.0.1", true)]
    [InlineData("fd00::/8", "six.example", true)]
    [InlineData("fd00::/8", "private.example", false)]
    public async Task Resolve_WhatTheOperatorAllows_Passes(string entry, string host, bool passes)
    {
        var guard = Guard(entry);
        if (passes)
        {
            Assert.NotEmpty(await guard.ResolveAsync(host, TestContext.Current.CancellationToken));
        }
        else
        {
            await Assert.ThrowsAsync<AddressRefusedException>(() => guard.ResolveAsync(host, TestContext.Current.CancellationToken));
        }
    }

    [Theory]
    [InlineData("ollama.lan", true)]
    [InlineData("10.0.0.0/8", true)]
    [InlineData("::1", true)]
    [InlineData("", false)]
    [InlineData("10.0.0.0/99", false)]
    [InlineData("http://ollama.lan", false)]
    public void Entry_OfTheConfiguration_IsChecked(string text, bool ok) => Assert.Equal(ok, AllowedHosts.IsEntry(text));

    [Fact]
    public async Task Redirect_ToWhatIsNotAllowed_IsRefusedByTheNextConnection()
    {
        await using var upstream = await FakeUpstream.StartAsync(context =>
        {
            context.Response.Redirect("http://127.0.0.2:9/");
            return Task.CompletedTask;
        });
        using var handler = Guard("127.0.0.1").CreateHandler();
        Assert.False(handler.AllowAutoRedirect);
        handler.AllowAutoRedirect = true;
        using var client = new HttpClient(handler);
        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(upstream.Address, TestContext.Current.CancellationToken));
        Assert.Contains("127.0.0.2", AddressRefusedException.In(failure)!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Channel_OffThePublicInternet_IsNotSaved_AndTheErrorSaysWhatToSet()
    {
        await using var app = await AppHost.StartAsync();
        var (status, body) = await app.Admin.CallAsync(
            "POST", "/api/channels", """{"name":"c","baseUrl":"http://[::ffff:169.254.169.254]/","keys":["k"],"models":["gpt-4o"]}""");
        Assert.Equal(400, status);
        Assert.Contains("169.254.169.254", body!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("Relay:AllowedPrivateHosts", body["errors"]!["baseUrl"]![0]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private static AddressGuard Guard(params string[] allowed) => new(
        new AllowedHosts(allowed),
        (host, _) => Names.TryGetValue(host, out var addresses)
            ? Task.FromResult(Array.ConvertAll(addresses, IPAddress.Parse))
            : IPAddress.TryParse(host, out var literal) ? Task.FromResult<IPAddress[]>([literal]) : throw new SocketException((int)SocketError.HostNotFound));

    /// <summary>Why a real request to the address fails; refused before a packet leaves.</summary>
    private static async Task<AddressRefusedException?> RefusalAsync(AddressGuard guard, string address)
    {
        using var client = new HttpClient(guard.CreateHandler());
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => client.GetAsync(address, TestContext.Current.CancellationToken));
        return AddressRefusedException.In(failure) ?? throw new Xunit.Sdk.XunitException($"Not refused by the guard: {failure}");
    }
}
