using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using PeppaApi.Hosting;
using PeppaApi.Tests.Support;

namespace PeppaApi.Tests.Architecture;

/// <summary>Whatever lives as long as the process and can grow has something that bounds it, written here.</summary>
public sealed class BoundedMemoryTests
{
    private static readonly Assembly Ours = typeof(PeppaHost).Assembly;

    private static readonly Type[] Shared =
    [
        typeof(ConcurrentDictionary<,>), typeof(ConcurrentQueue<>), typeof(ConcurrentBag<>), typeof(ConcurrentStack<>), typeof(BlockingCollection<>), typeof(Channel<>),
        typeof(Channel<,>), typeof(PartitionedRateLimiter<>), typeof(ConditionalWeakTable<,>),
    ];

    private static readonly Type[] Growing =
    [
        .. Shared, typeof(Dictionary<,>), typeof(HashSet<>), typeof(List<>), typeof(Queue<>), typeof(Stack<>), typeof(LinkedList<>), typeof(SortedDictionary<,>), typeof(PriorityQueue<,>),
    ];

    private static readonly Dictionary<string, string> Bounds = new()
    {
        ["Accounts.Operators.ViewDesk._open"] = "operators who are signed in; those that are over go when another begins",
        ["Accounts.SigningIn.SessionService._seen"] = "sessions used since the last sweep, of people who are signed in",
        ["Channels.ChannelDirectory._channelStates"] = "channels that there are",
        ["Channels.ChannelDirectory._keyStates"] = "keys of channels that there are",
        ["Channels.ChannelDirectory._keysOf"] = "keys of channels that there are",
        ["Channels.ChannelDirectory._places"] = "channels that there are",
        ["Channels.ChannelJournal._queue"] = "1,000, the oldest go",
        ["Channels.ChannelNotices._waiting"] = "50 a minute",
        ["Channels.ChannelWatch._keys"] = "keys that are set aside",
        ["Channels.KeyVault._readable"] = "Data Protection keys that there are",
        ["Channels.StickyRoutes._old"] = "50,000",
        ["Channels.StickyRoutes._young"] = "50,000",
        ["Channels.UpstreamCalls._slots"] = "keys that operators have entered",
        ["Channels.UpstreamHttp._byProxy"] = "proxies that operators have entered",
        ["Data.DataChangeNotifier._saving"] = "database contexts in use",
        ["Drawing.Midjourney.MjArrivals._awaited"] = "submissions under way",
        ["Drawing.TaskFollower._asking"] = "keys of channels",
        ["Drawing.TaskFollower._pauses"] = "keys of channels",
        ["Drawing.TaskMemory._cache"] = "5,000, for ten minutes",
        ["Ledger.LedgerQueue._commands"] = "Ledger:QueueLimit, and the settlements of requests under way",
        ["Ledger.LedgerQueue._notes"] = "requests under way",
        ["Ledger.LedgerStore._statements"] = "literals of the code",
        ["Ledger.UsageSums._site"] = "one transaction",
        ["Ledger.UsageSums._sums"] = "one transaction",
        ["Operations.Work.LongWork._runs"] = "one of each name, which are ours, and one export for each person",
        ["Outbound.AllowedHosts._names"] = "the configuration",
        ["Outbound.AllowedHosts._networks"] = "the configuration",
        ["Relay.BodyArrays.Unused"] = "bodies that were in memory at once; held weakly",
        ["Relay.RateGate._perMinute"] = "tokens and users with limits; idle ones go after seconds",
        ["Relay.RateGate._running"] = "tokens and users with limits; idle ones go after seconds",
        ["Relay.RateGate._tokens"] = "tokens and users with limits; idle ones go when 10,000 others have come",
        ["Settings.OperatorSettings._known"] = "kinds of settings",
        ["Settings.OperatorSettings._stored"] = "kinds of settings",
        ["Settings.TimeZones._chosen"] = "users",
        ["Settings.WindowLimiter._old"] = "50,000",
        ["Settings.WindowLimiter._young"] = "50,000",
        ["Tokens.TokenDirectory._byHash"] = "tokens that there are",
        ["Tokens.TokenDirectory._hashes"] = "tokens that there are",
        ["Tokens.TokenDirectory._users"] = "users",
    };

    [Fact]
    public async Task Collections_OfTheWholeProcess_AreBounded()
    {
        await using var folder = new TempFolder();
        IServiceCollection services = null!;
        await using var app = PeppaHost.Build([$"--Storage:DataDirectory={folder.Path}"], added => services = added);
        var ofOne = Singletons(services).SelectMany(type => FieldsOf(type, BindingFlags.Instance)).Where(field => Grows(field.FieldType, Growing));
        // Tables that are written once are of kinds that are not for several threads.
        var ofAll = Ours.GetTypes().SelectMany(type => FieldsOf(type, BindingFlags.Static)).Where(field => Grows(field.FieldType, Shared));
        var found = ofOne.Concat(ofAll).Where(field => !field.DeclaringType!.FullName!.StartsWith("Microsoft", StringComparison.Ordinal)).Select(Name).Distinct().Order(StringComparer.Ordinal).ToList();
        var strange = found.Except(Bounds.Keys).ToList();
        Assert.True(strange.Count == 0, $"What bounds these? {string.Join(", ", strange)}");
        var gone = Bounds.Keys.Except(found).ToList();
        Assert.True(gone.Count == 0, $"These are there no more: {string.Join(", ", gone)}");
    }

    /// <summary>Types of ours that are there once, and those of ours that their fields hold.</summary>
    private static HashSet<Type> Singletons(IServiceCollection services)
    {
        var waiting = new Queue<Type>(services.Where(service => service is { Lifetime: ServiceLifetime.Singleton, IsKeyedService: false })
            .SelectMany(service => (Type?[])[service.ServiceType, service.ImplementationType, service.ImplementationInstance?.GetType()]).OfType<Type>());
        var seen = new HashSet<Type>();
        while (waiting.TryDequeue(out var type))
        {
            if (type.Assembly == Ours && !IsFact(type) && seen.Add(type))
            {
                foreach (var part in FieldsOf(type, BindingFlags.Instance).SelectMany(field => Parts(field.FieldType)))
                {
                    waiting.Enqueue(part);
                }
            }
        }

        return seen;
    }

    /// <summary>Rows, and what stands in a request: there are as many as are held elsewhere.</summary>
    private static bool IsFact(Type type) => type.Namespace is "PeppaApi.Data.Entities" or "PeppaApi.Providers.Chat";

    private static IEnumerable<Type> Parts(Type type) => typeof(Delegate).IsAssignableFrom(type) ? []
        : type.IsArray ? Parts(type.GetElementType()!)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.Assembly == Ours ? type.GetGenericTypeDefinition() : type)
        : [type];

    private static FieldInfo[] FieldsOf(Type type, BindingFlags kind) => type.GetFields(kind | BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.DeclaredOnly);

    private static bool Grows(Type type, Type[] kinds) => typeof(IMemoryCache).IsAssignableFrom(type) || (type.IsGenericType && kinds.Contains(type.GetGenericTypeDefinition()));

    private static string Name(FieldInfo field) =>
        $"{field.DeclaringType!.FullName!.Replace("PeppaApi.", "", StringComparison.Ordinal).Split('`')[0]}.{field.Name.TrimStart('<').Split('>')[0]}";
}
