using System.Reflection;
using Microsoft.Extensions.Logging;

namespace PeppaApi.Tests.Architecture;

/// <summary>Who filters or counts lines of the log by their number finds one kind of line.</summary>
public sealed class LogEventTests
{
    [Fact]
    public void EventIds_OfTheWholeAssembly_AreThereAndUnique()
    {
        const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        var events = typeof(PeppaApi.Credits.Credit).Assembly.GetTypes().SelectMany(type => type.GetMethods(All))
            .Select(method => (Id: method.GetCustomAttribute<LoggerMessageAttribute>()?.EventId, Name: $"{method.DeclaringType}.{method.Name}"))
            .Where(one => one.Id is not null).ToList();
        Assert.True(events.Count > 30);
        Assert.DoesNotContain(events, one => one.Id <= 0);
        var shared = events.GroupBy(one => one.Id).Where(group => group.Count() > 1).Select(group => $"{group.Key}: {string.Join(", ", group.Select(one => one.Name))}");
        Assert.Empty(shared);
    }
}
